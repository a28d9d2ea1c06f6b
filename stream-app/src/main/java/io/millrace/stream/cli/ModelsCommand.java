package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.champion.Change;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.Replicas;
import io.millrace.stream.training.Standing;
import io.millrace.stream.training.TrainingLog;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code millrace models}: what was in force when, which learner serves, and how far each instance
 * is; and, with an action, which learner is to serve.
 */
@picocli.CommandLine.Command(
    name = "models",
    description =
        "Lists the settings and commands of a pipeline with their places in the training log, the"
            + " commands that are not in it yet, the learners with the evidence for each, and the"
            + " version of every instance's replica. With promote NAME, rollback, release or"
            + " end-reaction: gives that command; exit code 1 if the log did not get it in time.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;
  @Mixin private OperatorOptions operator;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      description =
          "promote NAME: that learner serves from now on; rollback: the one before; release:"
              + " evidence promotes again; end-reaction: what a drift caused is over. Nothing:"
              + " lists")
  private String action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "of a learner")
  private String name;

  @Option(
      names = "--brief",
      description =
          "leaves out learners, evidence and importance, for which the log after the newest"
              + " snapshot is learnt")
  private boolean brief;

  @Option(
      names = "--force",
      description = "promotes although it is uncalibrated or would multiply the alerts")
  private boolean force;

  /**
   * What is listed.
   *
   * @param end offset of the log's last record
   * @param given commands, in the log or not
   * @param differences of the pipeline file from the settings in force
   */
  private record Listing(
      String log,
      long end,
      Commands.Given given,
      List<Difference> differences,
      Optional<Standing> standing,
      List<InstanceReport> replicas) {}

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    if (action != null) {
      return give(wanted(topics), topics);
    }
    Map<String, Object> client = clients.reach().clientSettings();
    Listing listing = listing(client, topics, ExistingTopics.of(client, topics).log());
    json.print(() -> json(topics, listing), out -> print(out, topics, listing));
    return 0;
  }

  private Command.Action wanted(LogTopics topics) {
    scoring(topics);
    if (name == null && action.equals("rollback")) return new Command.Rollback();
    if (name == null && action.equals("release")) return new Command.ReleasePromotion();
    if (name == null && action.equals("end-reaction")) return endOfReaction(scoring(topics));
    if (name == null || !action.equals("promote")) {
      throw new ParameterException(
          spec.commandLine(),
          "found "
              + action
              + ", expected promote NAME, rollback, release or end-reaction, or nothing");
    }
    List<String> known =
        scoring(topics).learners().all().stream().map(Learners.Named::name).toList();
    if (!known.contains(name)) {
      throw new ParameterException(
          spec.commandLine(), "promote " + name + ", expected one of " + String.join(", ", known));
    }
    return new Command.Promote(name, force);
  }

  private Command.Action endOfReaction(Pipeline pipeline) {
    DriftConfig drift = pipeline.serving().drift();
    if (drift != null && drift.reaction().raisesRate()) return new Command.EndReaction();
    throw new ParameterException(
        spec.commandLine(),
        "end-reaction for "
            + pipeline.name()
            + ", expected a pipeline with `drift: {reaction: raise_rate}`: nothing is raised here");
  }

  private Pipeline scoring(LogTopics topics) {
    if (topics.pipeline() instanceof Pipeline scoring) return scoring;
    throw new ParameterException(
        spec.commandLine(),
        "found "
            + action
            + " for "
            + topics.pipeline().name()
            + ", which recommends, expected nothing: it has one model, whose blend weighs its"
            + " generators by itself");
  }

  private int give(Command.Action wanted, LogTopics topics) throws Exception {
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    OperatorOptions.Sent sent = operator.send(client, topics, log, id -> wanted);
    Optional<Change> made =
        sent.holds() && (wanted instanceof Command.Promote || wanted instanceof Command.Rollback)
            ? standing(client, topics, log).flatMap(Standing::lastCommanded)
            : Optional.empty();
    String refusal = made.map(Change::refusal).orElse("");
    json.print(
        () -> ThresholdCommand.json(sent).put("refusal", refusal),
        out -> {
          out.println(sent.told(topics));
          if (!refusal.isEmpty()) out.println("nothing changed: " + refusal);
        });
    return sent.holds() && refusal.isEmpty() ? 0 : 1;
  }

  private Listing listing(Map<String, Object> client, LogTopics topics, String log) {
    Commands commands = new Commands(client, topics);
    Commands.Given given = commands.given(log);
    List<Difference> differences =
        commands
            .inForce(log)
            .map(inForce -> TrainingLog.differences(topics.pipeline(), inForce))
            .orElse(List.of());
    return new Listing(
        log,
        new TrainingLog(client, topics).lastOffset(),
        given,
        differences,
        brief ? Optional.empty() : standing(client, topics, log),
        Replicas.reported(client, topics));
  }

  private Optional<Standing> standing(Map<String, Object> client, LogTopics topics, String log) {
    return topics instanceof PipelineTopics scoring
        ? Optional.of(atEnd(client, scoring, log))
        : Optional.empty();
  }

  private static Standing atEnd(Map<String, Object> client, PipelineTopics topics, String log) {
    try (Bar bar = new Bar("models")) {
      return Standing.atEnd(client, topics, log, bar.reading());
    }
  }

  private static ObjectNode json(LogTopics topics, Listing listing) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("log", listing.log());
    root.put("version", listing.end());
    root.put("file_in_force", listing.differences().isEmpty());
    root.put("older_entries", listing.given().older());
    root.putArray("entries");
    for (LogEntry entry : listing.given().entries()) {
      root.withArray("entries")
          .addObject()
          .put("offset", entry.offset())
          .put("id", entry.id())
          .put("kind", entry.kind())
          .put("said", entry.said())
          .put("issued", Instant.ofEpochMilli(entry.issued()).toString())
          .put("by", entry.by())
          .put("refusal", entry.refusal());
    }
    root.putArray("waiting");
    for (Command command : listing.given().waiting()) {
      root.withArray("waiting")
          .addObject()
          .put("id", command.id())
          .put("kind", command.action().kind())
          .put("said", command.action().said())
          .put("issued", Instant.ofEpochMilli(command.issued()).toString())
          .put("by", command.by());
    }
    listing.standing().ifPresent(standing -> StandingReport.put(root, standing));
    root.putArray("replicas");
    for (InstanceReport replica : listing.replicas()) {
      root.withArray("replicas")
          .addObject()
          .put("instance", replica.instance())
          .put("generation", replica.version().generation())
          .put("version", replica.version().offset())
          .put("examples", replica.examples())
          .put("caught_up", replica.caughtUp())
          .put("at", Instant.ofEpochMilli(replica.at()).toString())
          .put("http", replica.http());
    }
    return root;
  }

  private static void print(PrintWriter out, LogTopics topics, Listing listing) {
    out.printf(
        "%s, generation %d: version %d (log %s)%n",
        topics.pipeline().name(), topics.pipeline().generation(), listing.end(), listing.log());
    out.printf("%12s  %-10s %-20s %-24s %s%n", "place", "kind", "by", "issued", "id, what");
    if (listing.given().older() > 0) {
      out.printf(Locale.ROOT, "%,12d  older ones are not listed%n", listing.given().older());
    }
    for (LogEntry entry : listing.given().entries()) {
      out.printf(
          Locale.ROOT,
          "%12d  %-10s %-20s %-24s %s%s%s%n",
          entry.offset(),
          entry.kind(),
          entry.by(),
          entry.issued() == 0 ? "" : Instant.ofEpochMilli(entry.issued()),
          entry.id(),
          entry.said().isEmpty() ? "" : ": " + entry.said(),
          entry.refusal().isEmpty() ? "" : "; REFUSED: " + entry.refusal());
    }
    for (Command command : listing.given().waiting()) {
      out.printf(
          "%12s  %-10s %-20s %-24s %s%n",
          "waiting",
          command.action().kind(),
          command.by(),
          Instant.ofEpochMilli(command.issued()),
          command.id());
    }
    listing.standing().ifPresent(standing -> StandingReport.print(out, standing));
    for (Difference difference : listing.differences()) {
      out.printf("this file is not in force: %s%n", difference);
    }
    for (InstanceReport replica : listing.replicas()) {
      out.printf(
          Locale.ROOT,
          "replica %s: generation %d, version %d, %,d examples%s%n",
          replica.instance(),
          replica.version().generation(),
          replica.version().offset(),
          replica.examples(),
          replica.caughtUp() ? "" : ", behind or not in force");
    }
  }
}
