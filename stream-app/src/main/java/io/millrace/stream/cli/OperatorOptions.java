package io.millrace.stream.cli;

import io.millrace.stream.config.Durations;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.TrainingLog;
import java.time.Duration;
import java.time.Instant;
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
    if (chosen.equals(TrainingLog.FIRST)) {
      throw new IllegalArgumentException(
          "--id " + chosen + " is the id of a log's first settings, expected another");
    }
    Commands commands = new Commands(client, topics);
    Command command =
        new Command(
            chosen,
            topics.pipeline().generation(),
            System.currentTimeMillis(),
            by == null ? System.getProperty("user.name", "") : by,
            action.apply(chosen));
    if (commands.first(chosen).isEmpty()) commands.send(command);
    // Others may have sent one of this id meanwhile: what comes first counts.
    requireSame(commands.first(chosen).orElse(command), command);
    if (commands.isForgotten(chosen, log)) {
      throw new IllegalStateException(
          "--id "
              + chosen
              + " is in "
              + topics.trainingLog().name()
              + " already, so far back that nothing else is kept of it; expected a new id, if it is"
              + " to be done again");
    }
    Optional<LogEntry> entry = commands.await(chosen, log, waiting);
    entry.ifPresent(found -> requireSame(found, command));
    return new Sent(chosen, entry);
  }

  /** The log may have an id that the commands topic, made anew, has not. */
  private static void requireSame(LogEntry found, Command command) {
    Command.Action action = command.action();
    boolean same =
        found.kind().equals(action.kind())
            && (action instanceof Command.Configure || found.said().equals(action.said()));
    if (!same) throw used(command.id(), found.issued(), found.by(), found.kind(), found.said());
  }

  private static void requireSame(Command first, Command command) {
    if (first.action().equals(command.action())) return;
    Command.Action action = first.action();
    throw used(command.id(), first.issued(), first.by(), action.kind(), action.said());
  }

  private static IllegalStateException used(
      String id, long issued, String by, String kind, String said) {
    return new IllegalStateException(
        String.format(
            "--id %s was used %s%s for another command: %s; expected an id of its own",
            id,
            Instant.ofEpochMilli(issued),
            by.isEmpty() ? "" : " by " + by,
            (kind + " " + said).strip()));
  }
}
