package io.millrace.model.recommend;

import io.millrace.model.feature.TextHash;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One generator with all it needs to learn from activity and to be asked. */
final class Classroom {
  final Catalogue catalogue = new Catalogue(RecommenderConfig.DEFAULT_ITEMS);
  final Generator generator;
  private final Query query = new Query(catalogue);
  private final Map<String, UserHistory> users = new HashMap<>();

  Classroom(Generator generator) {
    this.generator = generator;
  }

  void learn(List<Activity> activities) {
    activities.forEach(activity -> learn(activity, 1));
  }

  /**
   * @param weights of the activities, in the same order
   */
  void learn(List<Activity> activities, float[] weights) {
    for (int i = 0; i < weights.length; i++) learn(activities.get(i), weights[i]);
  }

  void learn(Activity activity, float weight) {
    UserHistory user = history(activity.user());
    query.of(user.view(TextHash.of(activity.user()), activity.time(), Pasts.REPEATS));
    int item = catalogue.count(TextHash.of(activity.item()), activity.item(), activity.time());
    generator.describe(item, Pasts.categories(activity.item()));
    generator.learn(query, item, weight);
    user.add(activity, weight);
  }

  /** An item that nobody took. */
  void announce(String item, List<String> categories) {
    long id = TextHash.of(item);
    catalogue.announce(id, item);
    generator.describe(catalogue.number(id), categories);
  }

  /** Forgets all but so many items. */
  void prune(int keep) {
    generator.renumber(catalogue.prune(keep));
  }

  UserHistory history(String user) {
    return users.computeIfAbsent(user, name -> new UserHistory(1000));
  }

  UserView view(String user, long time) {
    return history(user).view(TextHash.of(user), time, Pasts.REPEATS);
  }

  /** Scores above 0 by item. */
  Map<String, Float> ask(UserView view) {
    Scores scores = new Scores().begin(catalogue.size());
    generator.score(query.of(view), scores);
    Map<String, Float> answer = new TreeMap<>();
    for (int item = 0; item < catalogue.size(); item++) {
      if (scores.get(item) > 0) {
        answer.put(catalogue.text(item), scores.get(item));
      }
    }
    return answer;
  }

  byte[] state() {
    StateWriter out = new StateWriter();
    generator.write(out);
    return out.toBytes();
  }

  /** Goes on with another generator that takes over this one's state. */
  Classroom restored(Generator fresh) {
    Classroom other = new Classroom(fresh);
    fresh.read(new StateReader(state()));
    StateWriter out = new StateWriter();
    catalogue.write(out);
    other.catalogue.read(new StateReader(out.toBytes()));
    users.forEach(
        (name, history) -> {
          StateWriter written = new StateWriter();
          history.write(written);
          other.users.put(name, UserHistory.read(new StateReader(written.toBytes()), 1000));
        });
    return other;
  }
}
