package io.millrace.stream.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** How the service and its Kafka clients are set: by a file, the environment, and these flags. */
final class ServiceOptions extends ClientOptions {
  @Option(
      names = "--streams",
      paramLabel = "KEY=VALUE",
      description = "a setting of Kafka Streams, e.g. num.standby.replicas=1")
  void streams(Map<String, String> settings) {
    settings.forEach((key, value) -> set("streams." + key, value));
  }

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "local stores; keep it on a volume")
  void stateDir(String value) {
    set("state_dir", value);
  }

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "name of this instance, unique and the same after a restart")
  void instance(String value) {
    set("instance", value);
  }

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      description = "where metrics, health and the API answer")
  void httpHost(String value) {
    set("http_host", value);
  }

  @Option(names = "--http-port", paramLabel = "PORT", description = "0 takes any free port")
  void httpPort(String value) {
    set("http_port", value);
  }

  @Option(
      names = "--guarantee",
      paramLabel = "WORD",
      description = "exactly_once, or fast: milliseconds, and a score may repeat after a crash")
  void guarantee(String value) {
    set("guarantee", value);
  }

  @Option(names = "--scoring-threads", paramLabel = "N", description = "one a core")
  void scoringThreads(String value) {
    set("scoring_threads", value);
  }

  @Option(names = "--learning-threads", paramLabel = "N", description = "start at 1")
  void learningThreads(String value) {
    set("learning_threads", value);
  }

  @Option(
      names = "--commit-interval",
      paramLabel = "DURATION",
      description = "bounds the latency under exactly_once")
  void commitInterval(String value) {
    set("commit_interval", value);
  }

  @Option(names = "--cache-mb", paramLabel = "MB", description = "memory before the stores")
  void cacheMb(String value) {
    set("cache_mb", value);
  }

  @Option(
      names = "--standbys",
      paramLabel = "N",
      description = "warm copies of the stores on other instances")
  void standbys(String value) {
    set("standbys", value);
  }

  @Option(
      names = "--label-clock",
      paramLabel = "WORD",
      description = "wall, or feeder for replay and the like")
  void labelClock(String value) {
    set("label_clock", value);
  }

  @Option(
      names = "--labels-per-second",
      paramLabel = "N",
      description = "labels and deadlines a learning task works off at most")
  void labelsPerSecond(String value) {
    set("labels_per_second", value);
  }

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description = "examples from one snapshot to the next")
  void snapshotEvery(String value) {
    set("snapshot_every", value);
  }

  @Option(
      names = "--drift-window",
      paramLabel = "N",
      description = "events compared at a time when looking for drift; 0 looks for none")
  void driftWindow(String value) {
    set("drift_window", value);
  }

  @Option(
      names = "--drift-every",
      paramLabel = "N",
      description = "least expected events between two false alarms of drift")
  void driftEvery(String value) {
    set("drift_every", value);
  }

  @Option(
      names = "--drift-span",
      paramLabel = "DURATION",
      description = "event time that what is usual covers: the longest cycle of the stream")
  void driftSpan(String value) {
    set("drift_span", value);
  }

  @Option(
      names = "--audit-keep",
      paramLabel = "DURATION",
      description = "how far back a score can be reproduced")
  void auditKeep(String value) {
    set("audit_keep", value);
  }

  @Option(
      names = "--keep",
      paramLabel = "DURATION",
      description = "how long outcomes, dead letters, scores and alerts are kept")
  void keep(String value) {
    set("keep", value);
  }
}
