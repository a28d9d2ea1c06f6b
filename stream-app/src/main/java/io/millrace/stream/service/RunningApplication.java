package io.millrace.stream.service;

import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.PipelineMeters;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Streams application of a pipeline on this instance. Threads that die are replaced; closing
 * leaves its group at once, so that others take over without waiting.
 */
final class RunningApplication implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningApplication.class);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final String doing;
  private final String name;
  private final KafkaStreams streams;
  private final ThreadReplacement replacement;
  private volatile boolean endedInOrder;

  RunningApplication(Kind.Application application, PipelineMeters meters) {
    doing = application.doing();
    name = application.settings().getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    streams =
        new KafkaStreams(application.topology(), application.settings(), new StreamsClients());
    Object threads = application.settings().get(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
    replacement =
        ThreadReplacement.of(
            name,
            Integer.parseInt(String.valueOf(threads)),
            meters.deadThreads(doing)::increment,
            streams::addStreamThread);
    streams.setUncaughtExceptionHandler(replacement);
    Restoration restoration = new Restoration(name, meters.restored(doing));
    meters.gauge(Meters.STORES_RESTORING, restoration::underWay, "application", doing);
    streams.setGlobalStateRestoreListener(restoration);
    streams.setStateListener((now, before) -> LOG.info("{}: {} after {}", name, now, before));
  }

  /** Once. */
  void start() {
    streams.start();
  }

  /** What it does, for people: {@code scoring}. */
  String doing() {
    return doing;
  }

  KafkaStreams streams() {
    return streams;
  }

  /** What its tasks on this instance read; warm copies read nothing. */
  Stream<TopicPartition> works() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream());
  }

  /** The longest that a broker of late held back one of its writes; NaN for none. */
  double throttleSeconds() {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("produce-throttle-time-max"))
        .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue() / 1000)
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  /** Why only a restart of the process can help, if so. */
  Optional<String> whyDown() {
    KafkaStreams.State state = streams.state();
    boolean down = state.isShuttingDown() || state == KafkaStreams.State.ERROR;
    return down ? Optional.of(doing + " is " + state) : Optional.empty();
  }

  /** Why it does not do its work now, if so. */
  Optional<String> whyWaiting() {
    KafkaStreams.State state = streams.state();
    if (state != KafkaStreams.State.RUNNING) return Optional.of(doing + " is " + state);
    return streams.metadataForLocalThreads().isEmpty()
        ? Optional.of(doing + ": all threads died and are replaced soon")
        : Optional.empty();
  }

  /** Whether it has been closed, and all that it had begun was finished then. */
  boolean endedInOrder() {
    return endedInOrder;
  }

  @Override
  public void close() {
    boolean whole = whyDown().isEmpty();
    replacement.close();
    CloseOptions options =
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSING);
    boolean closed = streams.close(options);
    if (!closed) LOG.warn("{}: not closed after {}", name, CLOSING);
    endedInOrder = whole && closed;
  }
}
