package io.millrace.stream.service;

import io.millrace.stream.labeljoin.LabelJoinStage;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.training.ReplicaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How an instance of the service runs; nothing here changes what a model becomes.
 *
 * @param client settings of every Kafka client, {@code bootstrap.servers} among them; TLS and SASL
 *     are set here
 * @param streams settings laid over those of both Streams applications, by Kafka's names
 * @param instance name of the instance, unique among those of the pipeline and the same after a
 *     restart; letters, digits, {@code .}, {@code _}, {@code -}
 * @param state directory of the local stores; on a volume that outlives the process
 * @param guarantee of the half that scores
 * @param scoringThreads 1 or more
 * @param learningThreads 1 or more
 * @param commit interval between commits, which bounds latency under exactly-once
 * @param standbys copies of the stores kept warm on other instances; 1 with two instances or more
 * @param clock who ticks the label clock
 * @param labelsPerSecond how many labels and deadlines a learning task works off a second at most,
 *     which bounds the feedback that scoring has to take in
 * @param snapshotEvery examples from one snapshot to the next
 * @param keeping how long the topics keep their records
 * @param http where this instance answers, {@code host:port}; empty where it does not
 */
public record ServiceSettings(
    Map<String, Object> client,
    Map<String, Object> streams,
    String instance,
    Path state,
    Guarantee guarantee,
    int scoringThreads,
    int learningThreads,
    Duration commit,
    int standbys,
    Clock clock,
    int labelsPerSecond,
    long snapshotEvery,
    Keeping keeping,
    Supplier<String> http) {
  /** What the half that scores promises after a crash. */
  public enum Guarantee {
    /** Each event has one score. Latency is the commit interval's, once a repartition. */
    EXACTLY_ONCE,
    /**
     * A score may repeat after a crash; latency is milliseconds. Learning is exact all the same.
     */
    FAST
  }

  /** Who ticks the label clock. */
  public enum Clock {
    /** The service, by the wall clock and the labels read. */
    WALL,
    /** Whoever feeds the topics: replay, simulation, demo. */
    FEEDER
  }

  public ServiceSettings {
    client = Map.copyOf(client);
    streams = Map.copyOf(streams);
    require(
        instance.matches("[a-zA-Z0-9._-]{1,100}"),
        "instance",
        instance,
        "1 to 100 letters, digits, '.', '_' or '-'");
    require(scoringThreads >= 1, "threads.scoring", scoringThreads, "1 or more; one a core");
    require(learningThreads >= 1, "threads.learning", learningThreads, "1 or more; start at 1");
    require(
        commit.toMillis() >= 1 && commit.compareTo(Duration.ofSeconds(5)) <= 0,
        "commit",
        commit,
        "1ms to 5s; 50ms to 100ms under exactly-once");
    require(standbys >= 0, "standbys", standbys, "0 or more; 1 with two instances or more");
    require(
        labelsPerSecond >= 1, "labels_per_second", labelsPerSecond, "1 or more; start at 50000");
  }

  /** A single instance on this machine with everything as usual. */
  public static ServiceSettings local(String bootstrap, Path state) {
    return new ServiceSettings(
        Map.of("bootstrap.servers", bootstrap),
        Map.of(),
        "local",
        state,
        Guarantee.EXACTLY_ONCE,
        2,
        1,
        Duration.ofMillis(100),
        0,
        Clock.WALL,
        LabelJoinStage.PER_SECOND,
        ReplicaSettings.DEFAULT_SNAPSHOT_EVERY,
        Keeping.DEFAULT,
        () -> "");
  }

  public ServiceSettings withInstance(String other) {
    return new ServiceSettings(
        client,
        streams,
        other,
        state,
        guarantee,
        scoringThreads,
        learningThreads,
        commit,
        standbys,
        clock,
        labelsPerSecond,
        snapshotEvery,
        keeping,
        http);
  }

  public ServiceSettings withClock(Clock other) {
    return new ServiceSettings(
        client,
        streams,
        instance,
        state,
        guarantee,
        scoringThreads,
        learningThreads,
        commit,
        standbys,
        other,
        labelsPerSecond,
        snapshotEvery,
        keeping,
        http);
  }

  public ServiceSettings withStreams(String key, Object value) {
    Map<String, Object> more = new TreeMap<>(streams);
    more.put(key, value);
    return new ServiceSettings(
        client,
        more,
        instance,
        state,
        guarantee,
        scoringThreads,
        learningThreads,
        commit,
        standbys,
        clock,
        labelsPerSecond,
        snapshotEvery,
        keeping,
        http);
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
  }
}
