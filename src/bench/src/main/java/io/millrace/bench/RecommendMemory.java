package io.millrace.bench;

import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Asking;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.GeneratorConfig.UserNeighbours;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code RecommendMemory}: what a user takes in the service's store and in each replica, and what
 * an item takes in each replica, with the shipped file; and that neither grows beyond what the
 * file's settings allow. Bytes of the heap are those reachable after a collection.
 */
public final class RecommendMemory {
  private static final Asking ASKING = new Asking(100, true, true);
  private static final RecommendPipeline SHIPPED =
      RecommendFile.read(Path.of("recommendations.yaml"), Map.of());
  private static final UserNeighbours NEIGHBOURS =
      SHIPPED.recommender().generators().stream()
          .filter(UserNeighbours.class::isInstance)
          .map(UserNeighbours.class::cast)
          .findFirst()
          .orElseThrow();
  private static final int USERS = 4_000;
  private static final int ITEMS = 1_000;

  private RecommendMemory() {}

  public static void main(String[] arguments) {
    say("a user in the store: the record's value; its key is the user's id%n");
    say("%12s %12s %12s %12s%n", "activities", "bytes", "history", "ids + list");
    for (int activities : new int[] {1, 10, 61, 165, 1_000, 4_096, 10_000}) store(activities);

    say("%na user in a replica: the part of user_neighbours%n");
    head("users", "of each", "held");
    for (int each : new int[] {10, 61, 400, 1_000}) users(NEIGHBOURS.users(), USERS, each);
    say("with users: %,d%n", USERS);
    for (int times = 1; times <= 4; times *= 2) users(USERS, times * USERS, 61);

    say("%nan item in a replica: all shipped generators, items described, without users' part%n");
    head("items", "activities", "held");
    for (int each : new int[] {1, 10, 100, 300}) {
      items(SHIPPED.recommender().items(), ITEMS, each * ITEMS);
    }
    say("with recommend.items: %,d%n", ITEMS);
    for (int times = 1; times <= 4; times *= 2) items(ITEMS, times * ITEMS, 40 * ITEMS);
  }

  private static void head(String... counts) {
    say("%8s %12s %8s", (Object[]) counts);
    say(" %12s %12s %10s %10s%n", "state B/each", "heap B/each", "state MB", "heap MB");
  }

  private static void row(int told, int of, int held, long state, long heap) {
    say("%,8d %,12d %,8d", told, of, held);
    say(" %,12d %,12d %10.1f %10.1f%n", state / held, heap / held, state / 1e6, heap / 1e6);
  }

  private static void say(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format, arguments);
  }

  private static void store(int activities) {
    UserMemory memory = new UserMemory(SHIPPED.newHistory());
    long[] listed = new long[SHIPPED.listing().k()];
    for (int i = 0; i < activities; i++) {
      memory.history().add(new Activity("u", "i" + i, "purchase", 1, i), 1);
      memory.remember("activity-0-" + i);
      listed[i % listed.length] = TextHash.of("i" + i);
    }
    StateWriter history = new StateWriter(1 << 17);
    memory.history().write(history);
    memory.history().show(listed);
    StateWriter value = new StateWriter(1 << 17);
    memory.write(value);
    int rest = value.size() - history.size();
    say("%,12d %,12d %,12d %,12d%n", activities, value.size(), history.size(), rest);
  }

  /** The neighbours alone, without the items' part: of each item only one taker. */
  private static RecommenderConfig neighbours(int users) {
    UserNeighbours one = with(NEIGHBOURS, users, NEIGHBOURS.profile(), 1);
    return new RecommenderConfig(List.of(one), SHIPPED.recommender().blend());
  }

  /** Without the users' part: of each user only one item. */
  private static RecommenderConfig withoutUsers(int items) {
    List<GeneratorConfig> generators =
        SHIPPED.recommender().generators().stream()
            .map(each -> each.equals(NEIGHBOURS) ? ofOneItem() : each)
            .toList();
    return new RecommenderConfig(generators, SHIPPED.recommender().blend(), items);
  }

  private static GeneratorConfig ofOneItem() {
    return with(NEIGHBOURS, NEIGHBOURS.users(), 1, NEIGHBOURS.takers());
  }

  private static UserNeighbours with(UserNeighbours all, int users, int profile, int takers) {
    return new UserNeighbours(
        all.last(),
        all.fade(),
        all.a(),
        all.b(),
        all.shrink(),
        all.neighbours(),
        users,
        profile,
        takers);
  }

  private static void users(int bound, int users, int each) {
    Recommender recommender = new Recommender(neighbours(bound));
    for (int item = 0; item < ITEMS; item++) take(recommender, "nobody", item);
    long empty = Heap.held();
    long written = written(recommender);
    for (int user = 0; user < users; user++) {
      for (int i = 0; i < each; i++) take(recommender, "u" + user, (user * 31 + i) % ITEMS);
    }
    long heap = Heap.held() - empty;
    row(users, each, Math.min(users, bound), written(recommender) - written, heap);
  }

  private static void take(Recommender recommender, String user, int item) {
    Activity activity = new Activity(user, "i" + item, "purchase", 1, 0);
    // Of a user without a past: nothing is tested.
    recommender.learn(new UserHistory(1).lesson(activity, 1, true, ASKING));
  }

  private static void items(int bound, int items, int activities) {
    Recommender recommender = new Recommender(withoutUsers(bound));
    long empty = Heap.held();
    long written = written(recommender);
    Shoppers shoppers = new Shoppers(items);
    for (int item = 0; item < items; item++) recommender.notice(shoppers.notice(item));
    for (int i = 0; i < activities; i++) recommender.learn(shoppers.next());
    shoppers.forget();
    long heap = Heap.held() - empty;
    row(items, activities, recommender.items(), written(recommender) - written, heap);
  }

  private static long written(Recommender recommender) {
    StateWriter state = new StateWriter(1 << 20);
    recommender.write(state);
    return state.size();
  }
}
