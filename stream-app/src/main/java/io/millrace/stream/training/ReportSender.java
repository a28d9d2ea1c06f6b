package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the replicas topic how far this instance has learnt: soon after it has reached the log's
 * end, once a second while it learns on, and from time to time when nothing happens, so that a
 * reader can tell an instance that is idle from one that is gone. A closing instance leaves a
 * tombstone, unless it leaves silently. One thread's.
 */
final class ReportSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
  private static final long AT_END_MS = 20;
  private static final long LEARNING_MS = 1_000;
  private static final long IDLE_MS = 5_000;
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final LogTopics topics;
  private final String instance;
  private final Supplier<String> http;
  private final Optional<String> guarantee;
  private final KafkaProducer<String, InstanceReport> producer;
  private ModelVersion said;
  private boolean saidCaughtUp;
  private long saidAt;
  private boolean silent;

  ReportSender(Map<String, Object> client, LogTopics topics, ReplicaSettings settings) {
    this.topics = topics;
    instance = settings.instance();
    http = settings.http();
    guarantee = settings.guarantee();
    producer =
        Clients.writer(
            client,
            topics.replicas(),
            Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                CLOSING.toMillis()));
  }

  /**
   * Says where the replica is if it is time to; returns after how many ms to ask again.
   *
   * @param elapsed of a clock that never goes back, milliseconds: one set back would silence it
   */
  long maybe(ModelVersion version, long examples, boolean caughtUp, long elapsed) {
    boolean changed = !version.equals(said) || caughtUp != saidCaughtUp;
    long due = saidAt + (!changed ? IDLE_MS : caughtUp ? AT_END_MS : LEARNING_MS);
    if (said != null && elapsed < due) return due - elapsed;
    send(version, examples, caughtUp, System.currentTimeMillis());
    said = version;
    saidCaughtUp = caughtUp;
    saidAt = elapsed;
    return IDLE_MS;
  }

  private void send(ModelVersion version, long examples, boolean caughtUp, long now) {
    InstanceReport report =
        new InstanceReport(
            instance, version, examples, caughtUp, Optional.empty(), now, http.get(), guarantee);
    producer.send(
        new ProducerRecord<>(topics.replicas().name(), 0, instance, report),
        (sent, failure) -> {
          if (failure != null) LOG.warn("could not report {}: {}", version, failure.getMessage());
        });
  }

  /** Its last report stays when it closes. */
  void leaveSilently() {
    silent = true;
  }

  @Override
  public void close() {
    if (said != null && !silent) {
      producer.send(new ProducerRecord<>(topics.replicas().name(), 0, instance, null));
    }
    producer.close(CLOSING);
  }
}
