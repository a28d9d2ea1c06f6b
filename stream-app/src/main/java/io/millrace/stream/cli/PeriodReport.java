package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.training.AuditOfPeriod.Tally;
import io.millrace.stream.training.AuditResult;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code millrace audit --all} says: how many are equal, and which are not and why. */
final class PeriodReport {
  private static final int NAMED = 100;

  private final String scores;
  private final Instant since;
  private final Instant until;
  private final List<Unequal> unequal = new ArrayList<>();
  private Tally tally = new Tally(0, 0, 0);

  /** One of those that are named. */
  private record Unequal(String eventId, boolean different, String what) {}

  /**
   * @param scores name of the topic
   * @param since null for all it holds
   * @param until null for all it holds
   */
  PeriodReport(String scores, Instant since, Instant until) {
    this.scores = scores;
    this.since = since;
    this.until = until;
  }

  /** Notes one score. */
  void note(AuditResult result) {
    if (result.equal() || unequal.size() == NAMED) return;
    boolean different = result.recomputed().isPresent();
    unequal.add(
        new Unequal(
            result.eventId(),
            different,
            different ? differing(result) : result.missing().orElse("")));
  }

  /** Notes what came out. */
  void of(Tally all) {
    tally = all;
  }

  /** Whether there were any, and all were reproduced. */
  boolean allEqual() {
    return tally.all() > 0 && tally.equal() == tally.all();
  }

  private static String differing(AuditResult result) {
    List<String> names = new ArrayList<>();
    if (!result.scoreEqual()) names.add("score");
    if (!result.probabilityEqual()) names.add("probability");
    if (!result.thresholdEqual()) names.add("threshold");
    if (!result.decisionEqual()) names.add("decision");
    if (!result.reasonsEqual()) names.add("reasons");
    if (!result.versionEqual()) names.add("version");
    return "differs in " + String.join(", ", names);
  }

  ObjectNode json() {
    ObjectNode root = JsonOption.object();
    root.put("scores", scores);
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
          one.different() ? "NOT equal, event " + one.eventId() : "NOT proved", one.what());
    }
    if (unequal.size() == NAMED) out.printf("and so on: only the first %d are named%n", NAMED);
    out.printf(
        Locale.ROOT,
        "%,d scores of %s%s%s: %,d equal bit for bit, %,d different, %,d not auditable%n",
        tally.all(),
        scores,
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
