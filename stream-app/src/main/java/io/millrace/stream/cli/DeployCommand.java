package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.stream.cli.OperatorOptions.Sent;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Commands;
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
            + " if a change needs a new generation, or the log did not get it in time.",
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;
  @Mixin private OperatorOptions operator;

  @Option(names = "--dry-run", description = "only says what would change, and what it takes")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    Configured inForce = inForce(client, topics, log);
    List<Difference> differences = TrainingLog.differences(topics.pipeline(), inForce);
    boolean possible = differences.stream().allMatch(d -> d.change().compareTo(Change.REPLAY) <= 0);
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
    Optional<Sent> became = sent;
    json.print(
        () -> json(topics, differences, possible, became),
        out -> print(out, topics, differences, possible, became));
    return possible && sent.map(Sent::holds).orElse(true) ? 0 : 1;
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

  private static ObjectNode json(
      LogTopics topics, List<Difference> differences, boolean possible, Optional<Sent> sent) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("possible", possible);
    for (Difference difference : differences) {
      root.withArray("changes")
          .addObject()
          .put("key", difference.key())
          .put("file", difference.ours())
          .put("log", difference.theirs())
          .put("takes", word(difference.change()));
    }
    sent.ifPresent(
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

  private static void print(
      PrintWriter out,
      LogTopics topics,
      List<Difference> differences,
      boolean possible,
      Optional<Sent> sent) {
    if (differences.isEmpty()) {
      out.println("nothing to deploy: these settings are in force");
    }
    for (Difference difference : differences) {
      out.printf("  %-12s %s%n", word(difference.change()), difference);
    }
    if (!possible) {
      out.printf(
          "found changes that this log cannot follow, expected none of `generation`: undo them, or"
              + " set `generation: %d`%n",
          topics.pipeline().generation() + 1);
    }
    sent.ifPresent(command -> out.println(command.told(topics)));
  }

  static String word(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }
}
