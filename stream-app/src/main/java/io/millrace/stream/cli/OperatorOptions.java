package io.millrace.stream.cli;

import io.millrace.stream.config.Durations;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Commands;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What the commands have in common that operators give to a running pipeline. */
final class OperatorOptions {
  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "id of this command: sent again with the same id it does nothing more")
  private String id;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "who gives it, kept with it; the name of the user by default")
  private String by;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "how long to wait for it to be in the training log, default ${DEFAULT-VALUE}")
  private String patience;

  /** What became of a command; no entry if the log does not have it yet. */
  record Sent(String id, Optional<LogEntry> entry) {
    boolean holds() {
      return entry.filter(found -> found.refusal().isEmpty()).isPresent();
    }

    /** One line for people. */
    String told(LogTopics topics) {
      String log = topics.trainingLog().name();
      if (entry.isEmpty()) {
        return "command "
            + id
            + " is in "
            + topics.commands().name()
            + " but not yet in "
            + log
            + ": the next instance that runs will append it";
      }
      String place = log + ", offset " + entry.get().offset();
      return holds()
          ? "command " + id + " holds from " + place
          : "command " + id + " is refused (" + place + "): " + entry.get().refusal();
    }
  }

  /**
   * @param action made for the command's id
   */
  Sent send(
      Map<String, Object> client,
      LogTopics topics,
      String log,
      Function<String, Command.Action> action)
      throws InterruptedException {
    Duration waiting = Durations.parse(patience);
    String chosen = id == null ? UUID.randomUUID().toString() : id;
    Commands commands = new Commands(client, topics);
    commands.send(
        new Command(
            chosen,
            topics.pipeline().generation(),
            System.currentTimeMillis(),
            by == null ? System.getProperty("user.name", "") : by,
            action.apply(chosen)));
    return new Sent(chosen, commands.await(chosen, log, waiting));
  }
}
