package io.millrace.stream.training;

import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's end of the commands topic: sends a command and sees where the log has it. */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  private final Map<String, Object> client;
  private final LogTopics topics;

  /**
   * @param client settings of every Kafka client
   */
  public Commands(Map<String, Object> client, LogTopics topics) {
    this.client = Map.copyOf(client);
    this.topics = topics;
  }

  /** Returns when the topic has it; sending the same id again does nothing more. */
  public void send(Command command) throws InterruptedException {
    try (KafkaProducer<String, Command> producer =
        Clients.writer(client, topics.commands(), Map.of())) {
      producer.send(new ProducerRecord<>(topics.commands().name(), 0, command.id(), command)).get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "sending command " + command.id() + " to " + topics.commands().name() + " failed",
          e.getCause());
    }
  }

  /** All that were ever sent, in order, repeats included, of every generation. */
  public List<Command> sent() {
    List<Command> sent = new ArrayList<>();
    each(record -> sent.add(record.value()));
    return sent;
  }

  /** The first of this generation with an id: the one that counts. */
  public Optional<Command> first(String id) {
    return sent().stream()
        .filter(command -> command.generation() == topics.pipeline().generation())
        .filter(command -> command.id().equals(id))
        .findFirst();
  }

  /**
   * Whether a command is in the log, but so long ago that nothing is kept of it but its number.
   *
   * @param log topic id of the training log
   */
  public boolean isForgotten(String id, String log) {
    LogHistory history = history(log);
    if (history.knows(id)) return false;
    long until = appended(history.older().commandsUntil());
    boolean[] there = {false};
    each(
        record -> {
          Command command = record.value();
          there[0] |=
              record.offset() <= until
                  && command.id().equals(id)
                  && command.generation() == topics.pipeline().generation();
        });
    return there[0];
  }

  private void each(Consumer<ConsumerRecord<String, Command>> reader) {
    try (Partition<String, Command> commands = new Partition<>(client, topics.commands(), 0)) {
      long end = commands.end();
      for (long from = commands.begin(); from < end; ) from = each(commands, from, end, reader);
    }
  }

  /**
   * @return where to go on: behind a record that cannot be read, or at the end
   */
  private static long each(
      Partition<String, Command> commands,
      long from,
      long end,
      Consumer<ConsumerRecord<String, Command>> reader) {
    try {
      commands.read(
          from,
          end,
          record -> {
            if (isCommand(record)) reader.accept(record);
            return true;
          });
      return end;
    } catch (RecordDeserializationException e) {
      warnOfUnreadable(e);
      return e.offset() + 1;
    }
  }

  /** Its bytes stay where they are, for people to look at. */
  static void warnOfUnreadable(RecordDeserializationException unreadable) {
    Throwable cause = unreadable.getCause();
    warn(
        unreadable.topicPartition(),
        unreadable.offset(),
        cause == null ? unreadable.getMessage() : cause.getMessage());
  }

  /** Whether a record has a value; says so if not. */
  static boolean isCommand(ConsumerRecord<String, Command> record) {
    if (record.value() != null) return true;
    warn(new TopicPartition(record.topic(), record.partition()), record.offset(), "it is empty");
    return false;
  }

  private static void warn(TopicPartition partition, long offset, String why) {
    LOG.warn("{}: the record at offset {} is no command, passed over: {}", partition, offset, why);
  }

  /**
   * The commands of a log and those on their way there.
   *
   * @param entries what the log holds beside lessons; of many the newest
   * @param older how many more there were
   * @param waiting sent for this generation, and not in the log
   */
  public record Given(List<LogEntry> entries, long older, List<Command> waiting) {}

  /**
   * What was commanded, up to the log's end.
   *
   * @param log topic id of the training log
   */
  public Given given(String log) {
    LogHistory history = history(log);
    long until = appended(history.older().commandsUntil());
    List<Command> waiting = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    each(
        record -> {
          Command command = record.value();
          if (command.generation() != topics.pipeline().generation()) return;
          if (!seen.add(command.id())) return;
          if (record.offset() > until && !history.knows(command.id())) waiting.add(command);
        });
    return new Given(history.entries(), history.older().entries(), List.copyOf(waiting));
  }

  /** A place of a topic that was made anew since says nothing of its records. */
  private long appended(long until) {
    try (Partition<?, ?> commands = new Partition<>(client, topics.commands(), 0)) {
      return until < commands.end() ? until : LogRecord.Commanded.NO_PLACE;
    }
  }

  /**
   * What the log holds beside lessons, up to its end; of many entries the newest.
   *
   * @param log topic id of the training log
   */
  public List<LogEntry> inLog(String log) {
    return history(log).entries();
  }

  /** The settings in force at the log's end; empty while it has none. */
  public Optional<LogRecord.Configured> inForce(String log) {
    return history(log).inForce();
  }

  private LogHistory history(String log) {
    return new TrainingLog(client, topics).history(new Snapshots(client, topics, log));
  }

  /**
   * Waits for a command to be in the log.
   *
   * @param log topic id of the training log
   * @return empty if it is not there within {@code patience}: no instance runs, or none has caught
   *     up
   */
  public Optional<LogEntry> await(String id, String log, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    LogHistory history = history(log);
    try (Partition<String, LogRecord> records = new Partition<>(client, topics.trainingLog(), 0)) {
      long from = Math.max(records.begin(), last(history) + 1);
      while (!history.knows(id) && System.nanoTime() < deadline) {
        long end = records.end();
        records.read(
            from,
            end,
            record -> {
              history.note(record.value(), record.offset());
              return true;
            });
        from = Math.max(from, end);
        Thread.onSpinWait();
      }
    }
    return history.entries().stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  private static long last(LogHistory history) {
    List<LogEntry> entries = history.entries();
    return entries.isEmpty() ? -1 : entries.get(entries.size() - 1).offset();
  }
}
