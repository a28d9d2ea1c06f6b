package io.millrace.it;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Simulated activity with ids, and one in {@value #REPEATED_EACH} sent twice: at once, and in turn
 * {@value #LATER} rows later, when its time has passed and its user may have gone on.
 *
 * @param sent in the order of the file
 */
record RepeatedLines(List<Sent> sent) {
  static final String HEADER = ActivityLines.HEADER + ",event_id";

  private static final int REPEATED_EACH = 7;

  /** Fewer than the ids that are remembered of a user. */
  private static final int LATER = 50;

  /** One row. */
  record Sent(Activity activity, String id) {
    private String line() {
      return String.join(
          ",",
          activity.user(),
          activity.item(),
          activity.type(),
          "5",
          Long.toString(activity.time() / 1000),
          id);
    }

    /**
     * The list that a lockstep backtest shows after it, as {@link CommittedLists#told()} says it;
     * none after a repeated one.
     */
    Optional<String> shown(RecommendBacktest backtest) {
      return CommittedLists.shown(backtest, activity, id);
    }
  }

  static RepeatedLines simulated(ActivitySettings world) {
    List<Sent> sent = new ArrayList<>();
    Map<Integer, Sent> later = new TreeMap<>();
    int[] number = new int[1];
    new ActivitySimulator(world)
        .run(
            activity -> {
              int i = number[0]++;
              Sent one = new Sent(rated(activity), "a" + i);
              sent.add(one);
              if (i % (2 * REPEATED_EACH) == 0) sent.add(one);
              if (i % (2 * REPEATED_EACH) == REPEATED_EACH) later.put(i + LATER, one);
              if (later.containsKey(i)) sent.add(later.remove(i));
            });
    return new RepeatedLines(sent);
  }

  /** As the file tells it. */
  private static Activity rated(Activity activity) {
    return new Activity(activity.user(), activity.item(), activity.type(), 5, activity.time());
  }

  RepeatedLines first(int rows) {
    return new RepeatedLines(sent.subList(0, rows));
  }

  /** Of each row, in the order of the file. */
  List<String> ids() {
    return sent.stream().map(Sent::id).toList();
  }

  Path write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    sent.forEach(one -> lines.add(one.line()));
    return Files.write(file, lines);
  }
}
