package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the operators' commands to the training log, each id once, in the order of the commands
 * topic. Every instance tries, ready or not: a stopped service must learn of new settings, too.
 *
 * <pre>
 * Why once
 *  - All write under one transactional id: opening it ends every other's transaction.
 *  - After opening, the log is read up to the last record that was there, committed or not; that
 *    end is reached when the label join's open transactions have ended. Whatever another appended
 *    is then known by its id.
 *  - From then until the commit nobody else can append: he would end this transaction.
 *  - A replica passes over an id that it has seen in the log.
 * </pre>
 */
public final class CommandAppender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandAppender.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Records of the log that {@link #PATIENCE} is long enough for. */
  private static final long NEARLY_THERE = 10_000;

  private static final long LOOK_MS = 20;
  private static final int MOST_PAUSE_MS = 500;
  private static final long CLOSING_MS = 5_000;
  private static final long WARN_NANOS = Duration.ofSeconds(30).toNanos();

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final ReplicaReader replica;
  private final Thread thread;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Sent> waiting = new LinkedHashMap<>();
  private volatile KafkaConsumer<String, Command> consumer;
  private volatile boolean closed;
  private volatile long repeated;
  private volatile int pending;

  /** The thread's own; 0 before the first. */
  private long warnedAt;

  /** A command and its offset in the commands topic. */
  private record Sent(Command command, long place) {}

  /**
   * @param replica that reads the same log; asked what is in it
   */
  public CommandAppender(Map<String, Object> client, LogTopics topics, ReplicaReader replica) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.replica = replica;
    thread = new Thread(this::run, "commands-" + topics.pipeline().name());
    thread.setDaemon(true);
  }

  /** Begins to read; once. */
  public void start() {
    thread.start();
  }

  /** Records of the commands topic, since it began, whose id an earlier one had. */
  public long repeated() {
    return repeated;
  }

  /** Commands that are not in the log yet. */
  public int pending() {
    return pending;
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<String, Command> reading = Clients.reader(client, topics.commands())) {
        consumer = reading;
        follow(reading);
      } catch (WakeupException | InterruptException e) {
        LOG.debug("woken", e);
      } catch (RuntimeException e) {
        LOG.warn("{}: {}; trying again", topics.commands().name(), e.getMessage(), e);
        pause(MOST_PAUSE_MS);
      } finally {
        consumer = null;
      }
    }
  }

  private void follow(KafkaConsumer<String, Command> reading) {
    TopicPartition partition = new TopicPartition(topics.commands().name(), 0);
    reading.assign(List.of(partition));
    reading.seekToBeginning(List.of(partition));
    seen.clear();
    waiting.clear();
    long repeats = 0;
    while (!closed) {
      for (ConsumerRecord<String, Command> record : poll(reading)) {
        if (!Commands.isCommand(record)) continue;
        Command command = record.value();
        if (command.generation() != topics.pipeline().generation()) continue;
        if (seen.add(command.id())) waiting.put(command.id(), new Sent(command, record.offset()));
        else repeats++;
      }
      repeated = repeats;
      forgetKnown();
      if (!waiting.isEmpty()) maybeAppend();
    }
  }

  /** A record that cannot be read commands nothing, and holds up none that comes after it. */
  private static ConsumerRecords<String, Command> poll(KafkaConsumer<String, Command> reading) {
    try {
      return reading.poll(POLL);
    } catch (RecordDeserializationException e) {
      Commands.warnOfUnreadable(e);
      reading.seek(e.topicPartition(), e.offset() + 1);
      return ConsumerRecords.empty();
    }
  }

  private void forgetKnown() {
    LogView known = replica.view();
    for (LogEntry entry : known.entries()) waiting.remove(entry.id());
    if (!waiting.isEmpty() && isOfThisTopic(known.commandsUntil())) {
      waiting.values().removeIf(sent -> sent.place() <= known.commandsUntil());
    }
    pending = waiting.size();
  }

  /** A place of a topic that was deleted and made anew says nothing of the commands in this one. */
  private boolean isOfThisTopic(long place) {
    TopicPartition partition = new TopicPartition(topics.commands().name(), 0);
    KafkaConsumer<String, Command> reading = consumer;
    return place < reading.position(partition)
        || place < reading.endOffsets(List.of(partition)).get(partition);
  }

  /** Others try, too: whoever is fenced looks again, a little later, what is left to do. */
  private void maybeAppend() {
    // Far behind, the log may know it already. Under load a replica is always a little behind.
    long lag = replica.lag();
    if (lag < 0 || lag > NEARLY_THERE) return;
    try {
      append();
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      if (Fencing.is(e))
        LOG.debug("another instance appends to {}", topics.trainingLog().name(), e);
      else warnOf(e);
      pause(ThreadLocalRandom.current().nextInt(MOST_PAUSE_MS));
    }
  }

  /** It is tried again, twice a second or so: told once in a while. */
  private void warnOf(KafkaException failure) {
    if (warnedAt != 0 && System.nanoTime() - warnedAt < WARN_NANOS) return;
    warnedAt = System.nanoTime();
    LOG.warn(
        "{}: {} commands cannot be appended yet: {}; trying again",
        topics.trainingLog().name(),
        waiting.size(),
        failure.getMessage(),
        failure);
  }

  private void append() {
    try (KafkaProducer<String, LogRecord> producer =
        Clients.transactional(client, topics.trainingLog(), topics.commandTransaction())) {
      producer.initTransactions();
      if (!readTo(end())) return;
      forgetKnown();
      if (waiting.isEmpty()) return;
      List<Commanded> decided = decide(replica.view().inForce());
      producer.beginTransaction();
      for (Commanded commanded : decided) {
        var unused =
            producer.send(new ProducerRecord<>(topics.trainingLog().name(), 0, null, commanded));
      }
      producer.commitTransaction();
      decided.forEach(this::appended);
    }
  }

  private void appended(Commanded commanded) {
    Command command = commanded.command();
    waiting.remove(command.id());
    pending = waiting.size();
    LOG.info(
        "{}: command {} ({} by {}) {}",
        topics.trainingLog().name(),
        command.id(),
        command.action().kind(),
        command.by(),
        commanded.refusal().isEmpty() ? "holds" : "is refused: " + commanded.refusal());
  }

  private List<Commanded> decide(Optional<Configured> inForce) {
    List<Commanded> decided = new ArrayList<>();
    boolean pruned = begin() > 0;
    Optional<Configured> before = inForce;
    for (Sent sent : waiting.values()) {
      Command command = sent.command();
      String refusal = refusal(command, before, pruned);
      decided.add(new Commanded(command, refusal, sent.place()));
      if (refusal.isEmpty() && command.action() instanceof Command.Configure to) {
        before = Optional.of(to.settings());
      }
    }
    return decided;
  }

  static String refusal(Command command, Optional<Configured> inForce, boolean pruned) {
    if (command.action() instanceof Command.OverrideThreshold threshold) {
      boolean fits = threshold.value() >= 0 && threshold.value() <= 1;
      return fits ? "" : "threshold = " + threshold.value() + ", expected 0 to 1";
    }
    if (!(command.action() instanceof Command.Configure to) || inForce.isEmpty()) return "";
    List<Difference> differences = TrainingLog.differences(to.settings(), inForce.get());
    return TrainingLog.refusal(differences, pruned).orElse("");
  }

  /** Waits for the replica to have read so far; false if it does not get there. */
  private boolean readTo(long offset) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (replica.view().position() < offset) {
      if (closed || System.nanoTime() > deadline) return false;
      pause(LOOK_MS);
    }
    return true;
  }

  /** After the last record there is, committed or not. */
  private long end() {
    return offset(OffsetSpec.latest());
  }

  private long begin() {
    return offset(OffsetSpec.earliest());
  }

  private long offset(OffsetSpec which) {
    TopicPartition log = new TopicPartition(topics.trainingLog().name(), 0);
    try (Admin admin = Admin.create(client)) {
      return admin
          .listOffsets(Map.of(log, which), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(log)
          .get()
          .offset();
    } catch (ExecutionException e) {
      throw new KafkaException("asking for the end of " + log + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  private void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    KafkaConsumer<String, Command> reading = consumer;
    if (reading != null) reading.wakeup();
    try {
      thread.join(CLOSING_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
