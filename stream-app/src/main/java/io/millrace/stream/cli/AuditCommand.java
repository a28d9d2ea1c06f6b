package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.explain.Reason;
import io.millrace.stream.cli.PeriodReport.Kind;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.training.Audit;
import io.millrace.stream.training.AuditOfPeriod;
import io.millrace.stream.training.AuditResult;
import io.millrace.stream.training.AuditResult.Said;
import io.millrace.stream.training.ListAudit;
import io.millrace.stream.training.ListAuditResult;
import io.millrace.stream.training.Progress;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace audit}: proves a score, or a list. */
@Command(
    name = "audit",
    description =
        "Brings back the version that scored an event, scores its stored features again, and"
            + " compares bit for bit; or that made an activity's list, and makes it again. With"
            + " --all: every score, or list, of a period. Exit code 1 if anything differs or"
            + " cannot be proved.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "EVENT_ID", description = "the id of the event")
  private String eventId;

  @Option(names = "--all", description = "every score, or list, that its topic holds")
  private boolean all;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "with --all: published then or later, e.g. 2026-01-31T00:00:00Z")
  private Instant since;

  @Option(names = "--until", paramLabel = "TIME", description = "with --all: published before then")
  private Instant until;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "about when the event was scored, or the list made, e.g. 2026-01-31T12:00:00Z: reads the"
              + " feature log, or the lists, only from ten minutes before, found by the index of"
              + " times")
  private Instant at;

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    requireOneQuestion();
    Map<String, Object> client = clients.reach().clientSettings();
    PreparedTopics prepared = ExistingTopics.of(client, topics);
    if (all) return all(client, topics, prepared);
    Optional<Instant> about = Optional.ofNullable(at);
    if (topics instanceof PipelineTopics scoring) {
      Audit audit = new Audit(client, scoring, prepared);
      AuditResult result = found(progress -> audit.of(eventId, about, progress));
      json.print(() -> json(result), out -> print(out, result));
      return result.equal() ? 0 : 1;
    }
    ListAudit audit = new ListAudit(client, (RecommendTopics) topics, prepared);
    ListAuditResult result = found(progress -> audit.of(eventId, about, progress));
    json.print(() -> ListAuditReport.json(result), out -> ListAuditReport.print(out, result));
    return result.equal() ? 0 : 1;
  }

  private void requireOneQuestion() {
    if (all == (eventId != null)) {
      throw new ParameterException(
          spec.commandLine(),
          all
              ? "found --all and EVENT_ID " + eventId + ", expected one of them"
              : "found neither EVENT_ID nor --all, expected one of them");
    }
    if (!all && (since != null || until != null)) {
      throw new ParameterException(
          spec.commandLine(), "found --since or --until without --all; of one event say --at");
    }
    if (all && at != null) {
      throw new ParameterException(
          spec.commandLine(), "found --at with --all, expected --since and --until");
    }
  }

  private int all(Map<String, Object> client, LogTopics topics, PreparedTopics prepared) {
    if (topics instanceof PipelineTopics scoring) {
      return all(
          AuditOfPeriod.ofScores(client, scoring, prepared),
          new PeriodReport(Kind.SCORES, scoring.scores().name(), since, until));
    }
    RecommendTopics listing = (RecommendTopics) topics;
    return all(
        AuditOfPeriod.ofLists(client, listing, prepared),
        new PeriodReport(Kind.LISTS, listing.recommendations().name(), since, until));
  }

  private int all(AuditOfPeriod<?, ?> audit, PeriodReport report) {
    try (Bar bar = new Bar("audit --all")) {
      report.of(
          audit.of(
              Optional.ofNullable(since), Optional.ofNullable(until), report::note, bar.reading()));
    }
    json.print(report::json, report::print);
    return report.allEqual() ? 0 : 1;
  }

  private <T> T found(Function<Progress, T> audit) {
    try (Bar bar = new Bar("audit " + eventId)) {
      return audit.apply(bar.reading());
    }
  }

  private static ObjectNode json(AuditResult result) {
    ObjectNode root = JsonOption.object();
    root.put("event_id", result.eventId());
    root.put("equal", result.equal());
    root.put("found", result.found());
    result.missing().ifPresent(missing -> root.put("missing", missing));
    root.put("score_equal", result.scoreEqual());
    root.put("probability_equal", result.probabilityEqual());
    root.put("threshold_equal", result.thresholdEqual());
    root.put("decision_equal", result.decisionEqual());
    root.put("reasons_equal", result.reasonsEqual());
    root.put("version_equal", result.versionEqual());
    root.put("examples_replayed", result.replayed());
    result.snapshot().ifPresent(offset -> root.put("snapshot", offset));
    result.stored().ifPresent(said -> put(root.putObject("stored"), said));
    result.published().ifPresent(said -> put(root.putObject("published"), said));
    result.recomputed().ifPresent(said -> put(root.putObject("recomputed"), said));
    return root;
  }

  private static void put(ObjectNode node, Said said) {
    node.put("score", said.score());
    node.put("probability", said.probability());
    node.put("threshold", said.threshold());
    said.decision().ifPresent(decision -> node.put("decision", decision));
    said.reasons().ifPresent(reasons -> put(node.putArray("reasons"), reasons));
    node.putObject("version")
        .put("log", said.version().log())
        .put("generation", said.version().generation())
        .put("offset", said.version().offset());
  }

  private static void put(ArrayNode array, List<Reason> reasons) {
    for (Reason reason : reasons) {
      array
          .addObject()
          .put("feature", reason.feature())
          .put("value", reason.value())
          .put("contribution", reason.contribution());
    }
  }

  private static void print(PrintWriter out, AuditResult result) {
    out.printf("event %s%n", result.eventId());
    result.missing().ifPresent(missing -> out.println("  " + missing));
    result.stored().ifPresent(said -> out.printf("  scored by version %s%n", said.version()));
    if (result.recomputed().isPresent()) {
      out.printf(
          Locale.ROOT,
          "  brought back from %s, %,d examples learnt again%n",
          result.snapshot().isPresent()
              ? "the snapshot at " + result.snapshot().getAsLong()
              : "the log's beginning",
          result.replayed());
      out.printf(
          "  %-11s %-24s %-24s %-24s%n", "", "feature log", "scores topic", "computed again");
      row(out, "score", result, said -> Double.toString(said.score()), result.scoreEqual());
      row(
          out,
          "probability",
          result,
          said -> Double.toString(said.probability()),
          result.probabilityEqual());
      row(
          out,
          "threshold",
          result,
          said -> Double.toString(said.threshold()),
          result.thresholdEqual());
      row(out, "decision", result, said -> said.decision().orElse("-"), result.decisionEqual());
      row(
          out,
          "version",
          result,
          said -> Long.toString(said.version().offset()),
          result.versionEqual());
      reasons(out, result);
    }
    out.println(
        result.equal()
            ? "equal, bit for bit"
            : result.recomputed().isPresent() ? "NOT equal" : "NOT proved");
  }

  private static void row(
      PrintWriter out,
      String name,
      AuditResult result,
      Function<Said, String> what,
      boolean equal) {
    out.printf(
        "  %-11s %-24s %-24s %-24s %s%n",
        name,
        result.stored().map(what).orElse("-"),
        result.published().map(what).orElse("-"),
        result.recomputed().map(what).orElse("-"),
        equal ? "equal" : "DIFFERENT");
  }

  private static void reasons(PrintWriter out, AuditResult result) {
    List<Reason> again = result.recomputed().flatMap(Said::reasons).orElse(List.of());
    out.printf("  reasons     %s%n", result.reasonsEqual() ? "equal" : "DIFFERENT");
    for (Reason reason : again) {
      out.printf(
          Locale.ROOT,
          "    %-40s %-20s %+.4f%n",
          reason.feature(),
          reason.value(),
          reason.contribution());
    }
  }
}
