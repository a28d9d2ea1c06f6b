package io.millrace.stream.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How an instance of the service runs. Nothing here changes what a model becomes. Its text hides
 * secrets.
 *
 * @param bootstrap Kafka brokers to begin with, {@code host:port,...}
 * @param stateDir directory of the local stores; on a volume that outlives the process
 * @param instance name of the instance, unique among those of a pipeline, the same after a restart
 * @param httpHost address to answer on
 * @param httpPort 0 to 65535; 0 takes any free one
 * @param guarantee of the half that scores
 * @param scoringThreads 1 to 256
 * @param learningThreads 1 to 256
 * @param commitInterval 1 ms to 5 s; bounds latency under exactly-once
 * @param cacheMegabytes 0 or more: memory before the stores, for each of the two applications
 * @param standbys copies of the stores kept warm on other instances, 0 to 10
 * @param labelClock who ticks the label clock
 * @param labelsPerSecond labels and deadlines a learning task works off at most, 1 or more
 * @param snapshotEvery examples from one snapshot to the next, 1 or more
 * @param driftWindow events compared at a time when looking for drift, 500 to 100,000; 0 looks for
 *     none
 * @param driftEvery least expected events between two false alarms of drift, 1,000 or more
 * @param driftSpan event time that what is usual covers at least, 0 or more: the longest cycle
 * @param auditKeep how far back a score can be reproduced, a minute or more
 * @param keep how long outcomes, dead letters, feedback, scores and alerts are kept, a minute or
 *     more
 * @param kafka further settings of every Kafka client, by Kafka's names
 * @param streams further settings of both Streams applications, by Kafka's names
 */
public record ServiceConfig(
    String bootstrap,
    Path stateDir,
    String instance,
    String httpHost,
    int httpPort,
    Guarantee guarantee,
    int scoringThreads,
    int learningThreads,
    Duration commitInterval,
    int cacheMegabytes,
    int standbys,
    LabelClock labelClock,
    int labelsPerSecond,
    long snapshotEvery,
    int driftWindow,
    long driftEvery,
    Duration driftSpan,
    Duration auditKeep,
    Duration keep,
    Map<String, String> kafka,
    Map<String, String> streams) {
  /** What the half that scores promises after a crash. */
  public enum Guarantee {
    /** Each event has one score. */
    EXACTLY_ONCE,
    /**
     * A score may repeat after a crash, and each example is learnt once all the same; latency is
     * milliseconds.
     */
    FAST
  }

  /** Who ticks the label clock. */
  public enum LabelClock {
    /** The service, by the wall clock and the labels read. */
    WALL,
    /** Whoever feeds the topics. */
    FEEDER
  }

  private static final Set<String> OF_CLIENTS =
      Set.of(
          "acks",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "isolation.level",
          "transactional.id");
  private static final Set<String> OF_STREAMS =
      Set.of(
          "application.id",
          "bootstrap.servers",
          "default.production.exception.handler",
          "processing.exception.handler",
          "processing.guarantee",
          "production.exception.handler");

  /** No record is sent later than its transaction may last: decision 0021. */
  private static final Set<String> OF_PRODUCERS =
      Set.of("producer.delivery.timeout.ms", "producer.request.timeout.ms");

  /** Streams hands a setting so named to clients of that kind alone. */
  private static final Pattern CLIENT =
      Pattern.compile("^((main\\.|restore\\.|global\\.)?consumer|producer|admin)\\.");

  private static final Pattern SECRET =
      Pattern.compile(".*(password|secret|jaas|credential|token|certificate|\\.key).*");

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public ServiceConfig {
    kafka = Map.copyOf(kafka);
    streams = Map.copyOf(streams);
    require(
        bootstrap.matches("[^\\s,]+:[0-9]+(,[^\\s,]+:[0-9]+)*"),
        "bootstrap",
        bootstrap,
        "host:port, or several with commas between them, e.g. localhost:9092");
    require(
        instance.matches("[a-zA-Z0-9._-]{1,100}"),
        "instance",
        instance,
        "1 to 100 letters, digits, '.', '_' or '-'");
    require(httpPort >= 0 && httpPort <= 65_535, "http_port", httpPort, "0 to 65535, e.g. 8080");
    requireThreads("scoring_threads", scoringThreads);
    requireThreads("learning_threads", learningThreads);
    require(
        commitInterval.toMillis() >= 1 && commitInterval.compareTo(Duration.ofSeconds(5)) <= 0,
        "commit_interval",
        Durations.text(commitInterval),
        "1ms to 5s; 50ms to 100ms under exactly_once");
    require(
        cacheMegabytes >= 0 && cacheMegabytes <= 1_000_000,
        "cache_mb",
        cacheMegabytes,
        "0 to 1000000; start at 64");
    require(
        standbys >= 0 && standbys <= 10,
        "standbys",
        standbys,
        "0 to 10; 1 with two instances or more");
    require(
        labelsPerSecond >= 1, "labels_per_second", labelsPerSecond, "1 or more; start at 50000");
    require(snapshotEvery >= 1, "snapshot_every", snapshotEvery, "1 or more; start at 50000");
    require(
        driftWindow == 0 || (driftWindow >= 500 && driftWindow <= 100_000),
        "drift_window",
        driftWindow,
        "500 to 100000, or 0 to look for no drift; start at 5000");
    require(driftEvery >= 1000, "drift_every", driftEvery, "1000 or more; start at 1000000");
    require(
        !driftSpan.isNegative(), "drift_span", Durations.text(driftSpan), "0s or more, e.g. 7d");
    requireKept("audit_keep", auditKeep);
    requireKept("keep", keep);
    require(
        !kafka.containsKey("bootstrap.servers"),
        "kafka.bootstrap.servers",
        kafka.get("bootstrap.servers"),
        "no such key: it is called bootstrap here");
    refuseOurs("kafka.", OF_CLIENTS::contains, kafka);
    refuseOurs("streams.", ServiceConfig::isOursOfStreams, streams);
  }

  private static boolean isOursOfStreams(String key) {
    return OF_STREAMS.contains(key)
        || OF_PRODUCERS.contains(key)
        || OF_CLIENTS.contains(CLIENT.matcher(key).replaceFirst(""));
  }

  private static void refuseOurs(
      String prefix, Predicate<String> ours, Map<String, String> settings) {
    for (String key : new TreeMap<>(settings).keySet()) {
      require(
          !ours.test(key),
          prefix + key,
          settings.get(key),
          "no such key: the service sets it, its guarantees rest on it");
    }
  }

  /**
   * Reads settings from a file, the environment and flags; of the same setting, the later of these
   * three counts.
   *
   * @param file YAML; null for none
   * @param environment variables, those that begin with {@code MILLRACE_} are read
   * @param flags values by key: {@code http_port}, {@code kafka.security.protocol}
   * @throws ConfigException telling all that is wrong
   */
  public static ServiceConfig read(
      Path file, Map<String, String> environment, Map<String, String> flags) {
    return new ServiceConfigReader(environment).read(file, flags);
  }

  /** Settings of every Kafka client. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new LinkedHashMap<>(new TreeMap<>(kafka));
    settings.put("bootstrap.servers", bootstrap);
    return settings;
  }

  /** Settings of the Streams applications beyond the clients'. */
  public Map<String, Object> streamsSettings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("statestore.cache.max.bytes", cacheMegabytes * 1024L * 1024L);
    settings.putAll(new TreeMap<>(streams));
    return settings;
  }

  /** Every setting by its key, for people: secrets are hidden. */
  public Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("bootstrap", bootstrap);
    shown.put("state_dir", stateDir.toString());
    shown.put("instance", instance);
    shown.put("http_host", httpHost);
    shown.put("http_port", Integer.toString(httpPort));
    shown.put("guarantee", ServiceConfigReader.word(guarantee));
    shown.put("scoring_threads", Integer.toString(scoringThreads));
    shown.put("learning_threads", Integer.toString(learningThreads));
    shown.put("commit_interval", Durations.text(commitInterval));
    shown.put("cache_mb", Integer.toString(cacheMegabytes));
    shown.put("standbys", Integer.toString(standbys));
    shown.put("label_clock", ServiceConfigReader.word(labelClock));
    shown.put("labels_per_second", Integer.toString(labelsPerSecond));
    shown.put("snapshot_every", Long.toString(snapshotEvery));
    shown.put("drift_window", Integer.toString(driftWindow));
    shown.put("drift_every", Long.toString(driftEvery));
    shown.put("drift_span", Durations.text(driftSpan));
    shown.put("audit_keep", Durations.text(auditKeep));
    shown.put("keep", Durations.text(keep));
    new TreeMap<>(kafka).forEach((k, v) -> shown.put("kafka." + k, hidden(k, v)));
    new TreeMap<>(streams).forEach((k, v) -> shown.put("streams." + k, hidden(k, v)));
    return shown;
  }

  @Override
  public String toString() {
    return shown().toString();
  }

  /** The value of a client setting, or that it is hidden. */
  static String hidden(String key, String value) {
    return SECRET.matcher(key).matches() ? "[hidden]" : value;
  }

  static List<String> keys() {
    return ServiceConfigReader.KEYS;
  }

  private static void requireThreads(String key, int threads) {
    require(
        threads >= 1 && threads <= 256, key, threads, "1 to 256; at most one a partition works");
  }

  private static void requireKept(String key, Duration found) {
    require(
        found.compareTo(Duration.ofMinutes(1)) >= 0,
        key,
        Durations.text(found),
        "a minute or more, e.g. 30d");
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }
}
