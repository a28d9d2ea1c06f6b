package io.millrace.bench;

import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Asking;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A thousand users who take items near each other, some much oftener than others: an endless stream
 * of lessons. After sixty of each user a history holds about as many items.
 */
final class Shoppers {
  private static final int USERS = 1000;
  private static final long STEP = 30_000;
  private static final Asking ASKING = new Asking(100, true, true);

  private final int items;
  private final Random random = new Random(1);
  private final List<UserHistory> users = new ArrayList<>();
  private long time;

  Shoppers(int items) {
    this.items = items;
    for (int i = 0; i < USERS; i++) users.add(new UserHistory(4096));
  }

  /** Somebody unknown takes an item, which is known from then on. */
  Lesson first(int item) {
    Activity activity = new Activity("u" + item % USERS, "i" + item, "purchase", 1, time);
    return new UserHistory(1).lesson(activity, 1, true, ASKING);
  }

  /** One of twenty categories that are near each other, as their takers are, and one of eight. */
  ItemNotice notice(int item) {
    List<String> categories =
        List.of("near" + (int) (item * 20L / items), "colour" + Math.floorMod(item * 7, 8));
    ItemDescription about = new ItemDescription("Item " + item, categories, Double.NaN);
    return new ItemNotice("i" + item, false, Long.MIN_VALUE, about);
  }

  /** Items that a user's history holds, in the mean. */
  double itemsPerUser() {
    return users.stream().mapToInt(UserHistory::size).average().orElse(0);
  }

  /** Bytes of a user's history as it is kept, in the mean. */
  double bytesPerUser() {
    StateWriter all = new StateWriter(1 << 20);
    users.forEach(user -> user.write(all));
    return all.size() / (double) users.size();
  }

  /** Lets go of what the users did: their histories are no part of a replica. */
  void forget() {
    users.clear();
  }

  Lesson next() {
    int user = random.nextInt(USERS);
    int near = (int) (items * Math.pow(random.nextDouble(), 3));
    int item = (near + user * 31 + (int) (random.nextGaussian() * 20) + items) % items;
    time += STEP;
    Activity activity = new Activity("u" + user, "i" + Math.abs(item), "purchase", 1, time);
    Lesson lesson = users.get(user).lesson(activity, 1, true, ASKING);
    users.get(user).add(activity, 1);
    return lesson;
  }
}
