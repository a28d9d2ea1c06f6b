package io.millrace.stream.training;

import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.PipelineTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training log as a topic: its first record, which says how it is to be learnt, and its end.
 *
 * <p>The first record is written once, however many instances start at once: all of them write it
 * under one transactional id, the one that came last fences the others, and it looks again whether
 * the log is empty after it has fenced them.
 */
public final class TrainingLog {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);
  private static final int ATTEMPTS = 50;
  private static final int LEAST_PAUSE_MS = 50;
  private static final int MOST_PAUSE_MS = 400;
  private static final int TAIL = 64;

  private final Map<String, Object> client;
  private final PipelineTopics topics;

  /**
   * @param client settings of every Kafka client, e.g. {@code bootstrap.servers}
   */
  public TrainingLog(Map<String, Object> client, PipelineTopics topics) {
    this.client = Map.copyOf(client);
    this.topics = topics;
  }

  /** What the first record of a pipeline's log says. */
  public static Configured expected(Pipeline pipeline) {
    return new Configured(
        pipeline.canonicalSettings(),
        pipeline.features().fingerprint(),
        LearnerConfig.ARITHMETIC_VERSION,
        pipeline.generation(),
        "first");
  }

  /** What of a log's settings differs from the pipeline's, one line each. */
  static List<String> differences(Pipeline pipeline, Configured found) {
    Configured expected = expected(pipeline);
    List<String> differences = new ArrayList<>(pipeline.differences(found.settings()));
    compare("generation", expected.generation(), found.generation(), differences);
    compare(
        "arithmetic of the learners (it changes with the version of Millrace)",
        expected.learnerArithmetic(),
        found.learnerArithmetic(),
        differences);
    if (differences.isEmpty()) {
      compare(
          "fingerprint of the features",
          Long.toHexString(expected.featureSet()),
          Long.toHexString(found.featureSet()),
          differences);
    }
    return differences;
  }

  private static void compare(String key, Object ours, Object theirs, List<String> differences) {
    if (ours.equals(theirs)) return;
    differences.add(key + ": this instance has " + ours + ", the log " + theirs);
  }

  /**
   * Makes sure that the log begins with this pipeline's settings.
   *
   * @throws LogRefusedException when it begins with others
   */
  public Configured configure() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Configured> found = configured();
      if (found.isPresent()) return check(found.get());
      if (append()) LOG.info("{}: wrote its settings", name());
      else pause();
    }
    throw new IllegalStateException(
        name()
            + ": other instances kept taking over the writing of its first record, expected one of "
            + "them to finish; start them one after the other");
  }

  /**
   * The settings that the log begins with; empty if the log is.
   *
   * @throws LogRefusedException when it begins with something else
   */
  public Optional<Configured> configured() {
    List<LogRecord> first = new ArrayList<>(1);
    try (Partition<String, LogRecord> log = log()) {
      log.read(
          log.begin(),
          log.end(),
          record -> {
            first.add(record.value());
            return false;
          });
    }
    if (first.isEmpty()) return Optional.empty();
    if (first.get(0) instanceof Configured configured) return Optional.of(configured);
    throw new LogRefusedException(
        name()
            + " begins with an example, expected the settings it is to be learnt with; its "
            + "beginning was deleted: start a new generation",
        List.of());
  }

  /** The offset of its last committed record, -1 if it has none. Markers are no records. */
  public long lastOffset() {
    try (Partition<String, LogRecord> log = log()) {
      long begin = log.begin();
      long end = log.end();
      long[] last = {-1};
      for (long tail = TAIL; last[0] < 0; tail *= 16) {
        long from = Math.max(begin, end - tail);
        log.read(
            from,
            end,
            record -> {
              last[0] = record.offset();
              return true;
            });
        if (from == begin) break;
      }
      return last[0];
    }
  }

  private Configured check(Configured found) {
    refuseDifferences(topics, found);
    return found;
  }

  static void refuseDifferences(PipelineTopics topics, Configured found) {
    List<String> differences = differences(topics.pipeline(), found);
    if (differences.isEmpty()) return;
    throw new LogRefusedException(
        "training log "
            + topics.trainingLog().name()
            + " was made with other settings than the pipeline file:\n  "
            + String.join("\n  ", differences)
            + "\nexpected the same; undo the change, or set a new `generation:`",
        differences);
  }

  /** Whether this instance wrote the first record, or found that it was there after all. */
  private boolean append() {
    try (KafkaProducer<String, LogRecord> producer =
        Clients.transactional(client, topics.trainingLog(), topics.configureTransaction())) {
      producer.initTransactions();
      if (configured().isPresent()) return true;
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name(), 0, null, expected(topics.pipeline()))).get();
      producer.commitTransaction();
      return true;
    } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
      return false;
    } catch (ExecutionException e) {
      if (fenced(e.getCause())) return false;
      throw new KafkaException("writing the first record of " + name() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing the first record of " + name(), e);
    } catch (KafkaException e) {
      if (fenced(e.getCause())) return false;
      throw e;
    }
  }

  private static boolean fenced(Throwable cause) {
    return cause instanceof ProducerFencedException
        || cause instanceof InvalidProducerEpochException;
  }

  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another instance wrote the log", e);
    }
  }

  private Partition<String, LogRecord> log() {
    return new Partition<>(client, topics.trainingLog(), 0);
  }

  private String name() {
    return topics.trainingLog().name();
  }
}
