package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.stream.cli.OperatorOptions.Sent;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.Switching;
import io.millrace.stream.training.Switching.Prospect;
import io.millrace.stream.training.TrainingLog;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace deploy}: puts the settings of a pipeline file in force. */
@picocli.CommandLine.Command(
    name = "deploy",
    description =
        "Puts a changed pipeline file in force: appends its settings to the training log. Instances"
            + " with that file become ready, those with another stop there and say so. Exit code 1"
            + " if a change needs a new generation, or the log did not get it in time. With"
            + " --dry-run the file may be that of a generation that is not built yet: exit code 1"
            + " if `millrace switch` would refuse it, however far it is built.",
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;
  @Mixin private OperatorOptions operator;

  @Option(names = "--dry-run", description = "only says what would change, and what it takes")
  private boolean dryRun;

  /**
   * What a deploy comes to.
   *
   * @param differences of the file from the settings in force
   * @param possible whether its log can follow them
   * @param pruned whether the log's beginning was deleted, so that nobody can replay it
   * @param to the switch that the file makes necessary, of whatever generation, if it does
   * @param sent what was sent, if anything
   */
  private record Outcome(
      List<Difference> differences,
      boolean possible,
      boolean pruned,
      Optional<Prospect> to,
      Optional<Sent> sent) {
    Optional<String> refusal() {
      return to.flatMap(Prospect::refusal);
    }
  }

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    Map<String, Object> client = clients.reach().clientSettings();
    if (dryRun && ExistingTopics.areToBeMade(client, topics)) return announce(client, topics);
    String log = ExistingTopics.of(client, topics).log();
    Configured inForce = inForce(client, topics, log);
    List<Difference> differences = TrainingLog.differences(topics.pipeline(), inForce);
    boolean pruned = new TrainingLog(client, topics).isPruned();
    boolean possible = TrainingLog.refusal(differences, pruned).isEmpty();
    Optional<Sent> sent = Optional.empty();
    if (possible && !dryRun && !differences.isEmpty()) {
      sent =
          Optional.of(
              operator.send(
                  client,
                  topics,
                  log,
                  id -> new Command.Configure(TrainingLog.configured(topics.pipeline(), id))));
    }
    Outcome outcome =
        new Outcome(differences, possible, pruned, switchAhead(client, topics, possible), sent);
    json.print(() -> json(topics, outcome), out -> print(out, topics, outcome));
    boolean refused = dryRun && outcome.refusal().isPresent();
    return possible && !refused && sent.map(Sent::holds).orElse(true) ? 0 : 1;
  }

  /** To the next generation if this one cannot be what the file says, or to this one. */
  private static Optional<Prospect> switchAhead(
      Map<String, Object> client, LogTopics topics, boolean possible) {
    int generation = topics.pipeline().generation();
    try (Switching switching = new Switching(client, topics)) {
      Prospect prospect = switching.prospect(possible ? generation : generation + 1);
      return Optional.of(prospect).filter(to -> to.serving() != to.next());
    }
  }

  /** What becomes of a generation that is not there yet. */
  private int announce(Map<String, Object> client, LogTopics topics) {
    Prospect to;
    try (Switching switching = new Switching(client, topics)) {
      to = switching.prospect(topics.pipeline().generation());
    }
    json.print(
        () -> {
          ObjectNode root = json(topics);
          root.put("possible", to.refusal().isEmpty());
          put(root, to);
          return root;
        },
        out -> {
          out.printf(
              "generation %d has no training log yet: `millrace run` builds it in silence beside"
                  + " generation %d%n",
              to.next(), to.serving());
          print(out, to);
        });
    return to.refusal().isEmpty() ? 0 : 1;
  }

  private static Configured inForce(Map<String, Object> client, LogTopics topics, String log) {
    return new Commands(client, topics)
        .inForce(log)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    topics.trainingLog().name()
                        + " is empty, expected the settings of a pipeline that has run:"
                        + " `millrace run` writes the first"));
  }

  private static ObjectNode json(LogTopics topics) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    return root;
  }

  private static ObjectNode json(LogTopics topics, Outcome outcome) {
    ObjectNode root = json(topics);
    root.put("possible", outcome.possible());
    for (Difference difference : outcome.differences()) {
      root.withArray("changes")
          .addObject()
          .put("key", difference.key())
          .put("file", difference.ours())
          .put("log", difference.theirs())
          .put("takes", word(difference.change()));
    }
    outcome.to().ifPresent(to -> put(root, to));
    outcome
        .sent()
        .ifPresent(
            command -> {
              root.put("command", command.id());
              root.put("holds", command.holds());
              command.entry().ifPresent(entry -> root.put("offset", entry.offset()));
              command
                  .entry()
                  .filter(entry -> !entry.refusal().isEmpty())
                  .ifPresent(entry -> root.put("refusal", entry.refusal()));
            });
    return root;
  }

  private static void put(ObjectNode root, Prospect to) {
    ObjectNode ahead = root.putObject("switch");
    ahead.put("serving", to.serving()).put("next", to.next());
    to.refusal().ifPresent(why -> ahead.put("refusal", why));
  }

  private static void print(PrintWriter out, LogTopics topics, Outcome outcome) {
    if (outcome.differences().isEmpty()) {
      out.println("nothing to deploy: these settings are in force");
    }
    for (Difference difference : outcome.differences()) {
      out.printf("  %-12s %s%n", word(difference.change()), difference);
    }
    if (!outcome.possible()) {
      out.printf(
          "found changes that this log cannot follow, expected none of `generation`%s: undo them, or"
              + " set `generation: %d`%n",
          outcome.pruned() ? " and, as its beginning was pruned, none of `replay`" : "",
          topics.pipeline().generation() + 1);
    }
    outcome.to().ifPresent(to -> print(out, to));
    outcome.sent().ifPresent(command -> out.println(command.told(topics)));
  }

  private static void print(PrintWriter out, Prospect to) {
    out.println(
        to.refusal()
            .map(why -> "`millrace switch` to generation " + to.next() + " is refused: " + why)
            .orElse(
                "`millrace switch` to generation "
                    + to.next()
                    + " can be made once it has read and learnt what there is"));
  }

  static String word(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }
}
