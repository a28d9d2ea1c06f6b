package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.http.ReplicaState.Quality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a demo came to.
 *
 * @param seconds the stream took, from its first event to the last one
 * @param from simulated time it began
 * @param to simulated time it ended
 * @param eventsSent by the feeder
 * @param labelsSent by the feeder
 * @param labelsNotYetKnown when it ended: they were not sent
 * @param account counted from the topics
 * @param quality of the sliding window at the end
 * @param model the replica at the end
 * @param recommend what the second pipeline came to
 */
public record DemoResult(
    String pipeline,
    double seconds,
    Instant from,
    Instant to,
    long eventsSent,
    long labelsSent,
    long labelsNotYetKnown,
    Account account,
    Quality quality,
    FinalModel model,
    double threshold,
    ListDemoResult recommend) {

  /** Those of the topics, and that the topics hold what was sent and the replica what they hold. */
  Balance balance() {
    return Balance.of(
        account.identities(),
        new Identity("records_in = events sent", account.recordsIn(), eventsSent),
        new Identity("labels_in = labels sent", account.labelsIn(), labelsSent),
        new Identity(
            "examples = examples the replica has learnt", account.examples(), model.lessons()));
  }

  public boolean addsUp() {
    return balance().holds() && recommend.addsUp();
  }

  /** All of it as one JSON object. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pipeline", pipeline);
    json.put("adds_up", addsUp());
    json.put("elapsed_seconds", seconds);
    json.put("events_per_second", eventsSent / seconds);
    json.putObject("simulated").put("from", from.toString()).put("to", to.toString());
    json.putObject("sent")
        .put("events", eventsSent)
        .put("labels", labelsSent)
        .put("labels_not_yet_known", labelsNotYetKnown);
    json.set("accounting", account.json());
    json.set("identities", balance().json());
    ObjectNode window = json.putObject("quality");
    window.put("examples", quality.examples());
    put(window, "auc_roc", quality.aucRoc());
    put(window, "average_precision", quality.averagePrecision());
    put(window, "log_loss", quality.logLoss());
    put(window, "brier", quality.brier());
    put(window, "calibration_error", quality.calibrationError());
    ObjectNode baseline = window.putObject("baseline").put("model", "constant_rate");
    put(baseline, "auc_roc", quality.baseline().aucRoc());
    put(baseline, "average_precision", quality.baseline().averagePrecision());
    put(baseline, "log_loss", quality.baseline().logLoss());
    put(baseline, "brier", quality.baseline().brier());
    json.set("version", model.versionJson());
    json.putObject("model")
        .put("examples", model.lessons())
        .put("threshold", threshold)
        .put("sha256", model.sha256());
    json.set("recommend", recommend.json());
    return json;
  }

  /** JSON knows no NaN. */
  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) node.put(key, value);
    else node.putNull(key);
  }

  /** All of it for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        say(
            "%,d events of %s to %s in %.1f s (%,.0f a second)",
            eventsSent,
            from.toString().substring(0, 10),
            to.toString().substring(0, 10),
            seconds,
            eventsSent / seconds));
    lines.add("");
    lines.add("Counted from the topics (read_committed):");
    lines.add(say("  records in         %,10d", account.recordsIn()));
    lines.add(
        say(
            "    scored           %,10d   each id once: %,d",
            account.scored(), account.distinctIds()));
    lines.add(
        say("    second scores    %,10d   put aside by the label join", account.duplicateScores()));
    lines.add(say("    repeats          %,10d   no second score", account.duplicateEvents()));
    lines.add(say("    dead letters     %,10d   put into the stream on purpose", account.dlq()));
    lines.add("  of those scored");
    lines.add(say("    learnt (label)   %,10d", account.learntFromLabel()));
    lines.add(
        say("    learnt (silence) %,10d   no label within the horizon", account.learntAssumed()));
    lines.add(
        say("    unlabelled       %,10d   horizon passed, nothing assumed", account.unlabelled()));
    long sampledOut = account.sampledOutFromLabel() + account.sampledOutAssumed();
    if (sampledOut > 0) {
      lines.add(say("    sampled out      %,10d   negatives that others stand for", sampledOut));
    }
    lines.add(say("    pending          %,10d   their horizon has not passed", account.pending()));
    lines.add(say("  labels in          %,10d", account.labelsIn()));
    lines.add(
        say(
            "    joined %,d, waiting %,d, held %,d, duplicate %,d, contradicting %,d, corrected %,d,"
                + " late %,d, orphan %,d, dead letters %,d",
            account.learntFromLabel() + account.sampledOutFromLabel(),
            account.waitingEarly(),
            account.held(),
            account.duplicate(),
            account.contradicting(),
            account.corrected(),
            account.late(),
            account.orphan(),
            account.labelDlq()));
    lines.add(say("  alerts             %,10d", account.alerts()));
    lines.add("");
    lines.addAll(balance().lines());
    lines.add("");
    lines.add(
        say(
            "Quality over the last %,d examples, each scored before it was learnt:",
            quality.examples()));
    lines.add(
        say(
            "  AUC ROC %s   average precision %s   log loss %s   calibration error %s",
            number(quality.aucRoc()),
            number(quality.averagePrecision()),
            number(quality.logLoss()),
            number(quality.calibrationError())));
    lines.add(
        say(
            "  a constant rate: AUC ROC %s   average precision %s   log loss %s",
            number(quality.baseline().aucRoc()),
            number(quality.baseline().averagePrecision()),
            number(quality.baseline().logLoss())));
    lines.add(model.line());
    lines.add("");
    lines.addAll(recommend.lines());
    return lines;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : say("%.4f", value);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
