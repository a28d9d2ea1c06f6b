package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.training.AuditOfPeriod.Tally;
import io.millrace.stream.training.Audited;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code millrace audit --all} says: how many are equal, and which are not and why. */
final class PeriodReport {
  private static final int NAMED = 100;

  private final Kind kind;
  private final String topic;
  private final Instant since;
  private final Instant until;
  private final List<Unequal> unequal = new ArrayList<>();
  private Tally tally = new Tally(0, 0, 0);

  /** What was audited, and what each answers. */
  enum Kind {
    SCORES("scores", "event"),
    LISTS("lists", "activity");

    private final String text;
    private final String answered;

    Kind(String text, String answered) {
      this.text = text;
      this.answered = answered;
    }
  }

  /** One of those that are named. */
  private record Unequal(String eventId, boolean different, String what) {}

  /**
   * @param topic name of the one they are in
   * @param since null for all it holds
   * @param until null for all it holds
   */
  PeriodReport(Kind kind, String topic, Instant since, Instant until) {
    this.kind = kind;
    this.topic = topic;
    this.since = since;
    this.until = until;
  }

  /** Notes one of them. */
  void note(Audited result) {
    if (result.equal() || unequal.size() == NAMED) return;
    String what =
        result.madeAgain()
            ? "differs in " + String.join(", ", result.differing())
            : result.missing().orElse("");
    unequal.add(new Unequal(result.eventId(), result.madeAgain(), what));
  }

  /** Notes what came out. */
  void of(Tally all) {
    tally = all;
  }

  /** Whether there were any, and all were reproduced. */
  boolean allEqual() {
    return tally.all() > 0 && tally.equal() == tally.all();
  }

  ObjectNode json() {
    ObjectNode root = JsonOption.object();
    root.put(kind.text, topic);
    if (since != null) root.put("since", since.toString());
    if (until != null) root.put("until", until.toString());
    root.put("audited", tally.all());
    root.put("equal", tally.equal());
    root.put("different", tally.different());
    root.put("not_auditable", tally.lost());
    root.put("all_equal", allEqual());
    root.putArray("not_equal");
    for (Unequal one : unequal) {
      root.withArray("not_equal")
          .addObject()
          .put("event_id", one.eventId())
          .put("different", one.different())
          .put("what", one.what());
    }
    return root;
  }

  void print(PrintWriter out) {
    for (Unequal one : unequal) {
      out.printf(
          "%s: %s%n",
          one.different() ? "NOT equal, " + kind.answered + " " + one.eventId() : "NOT proved",
          one.what());
    }
    if (unequal.size() == NAMED) out.printf("and so on: only the first %d are named%n", NAMED);
    out.printf(
        Locale.ROOT,
        "%,d %s of %s%s%s: %,d equal bit for bit, %,d different, %,d not auditable%n",
        tally.all(),
        kind.text,
        topic,
        since == null ? "" : " since " + since,
        until == null ? "" : " until " + until,
        tally.equal(),
        tally.different(),
        tally.lost());
    if (tally.all() == 0) {
      out.println("found none, expected some: look at --since, --until and the generation");
    }
  }
}
