package io.millrace.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * One life of {@code millrace run --pipeline FILE} as a process of its own. A next life on the same
 * state directory, under the same name, goes on where this one ended, however it ended.
 */
final class ServiceProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Of its first line, which it says when it listens for signals: before, one just ends it. */
  private static final String LISTENING = " as instance ";

  private static final Pattern READY = Pattern.compile("ready: .*; http://(\\S+)/metrics");
  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger LIVES = new AtomicInteger();

  /** What a killed instance leaves is cleared up in half the time. */
  private static final Map<String, String> QUICK_RECOVERY =
      Map.of(
          "main.consumer.session.timeout.ms", "3000",
          "main.consumer.heartbeat.interval.ms", "750",
          "producer.transaction.timeout.ms", "5000");

  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  /** Many of them in a short test; what is measured makes them as often as the product does. */
  private static final List<String> SNAPSHOTS = List.of("--snapshot-every", "5000");

  private final Process process;
  private final Path log;
  private final String pipeline;
  private final HttpClient http = HttpClient.newHttpClient();

  private ServiceProcess(Process process, Path log, String pipeline) {
    this.process = process;
    this.log = log;
    this.pipeline = pipeline;
  }

  /**
   * Returns at once; {@link #awaitReady} waits.
   *
   * @param instance its name; state and log are kept under it in {@code directory}
   * @param overrides keys of the pipeline file
   * @param options further ones of the command
   */
  static ServiceProcess start(
      Broker broker,
      Path directory,
      String instance,
      Map<String, String> overrides,
      String... options) {
    return startOf("fraud", broker, directory, instance, overrides, options);
  }

  /** The same of another pipeline that ships with the product. */
  static ServiceProcess startOf(
      String pipeline,
      Broker broker,
      Path directory,
      String instance,
      Map<String, String> overrides,
      String... options) {
    List<String> all = new ArrayList<>(SNAPSHOTS);
    all.addAll(List.of(options));
    return start(QUICK_START, pipeline, broker, directory, instance, overrides, all);
  }

  /**
   * The same with both compilers and as few snapshots as by default, for what is measured: it is
   * slow at first.
   */
  static ServiceProcess startToMeasure(
      String pipeline,
      Broker broker,
      Path directory,
      Map<String, String> overrides,
      String... options) {
    return start(List.of(), pipeline, broker, directory, "measured", overrides, List.of(options));
  }

  private static ServiceProcess start(
      List<String> jvm,
      String pipeline,
      Broker broker,
      Path directory,
      String instance,
      Map<String, String> overrides,
      List<String> options) {
    Path log = directory.resolve(instance + "-" + LIVES.incrementAndGet() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.add("-Dmillrace.log=INFO");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LeashedService.class.getName(), "run"));
    command.addAll(List.of("--pipeline", pipeline + ".yaml"));
    overrides.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(List.of("--bootstrap", broker.bootstrap(), "--instance", instance));
    command.addAll(List.of("--state-dir", directory.resolve(instance).toString()));
    command.addAll(List.of("--http-port", "0", "--label-clock", "feeder"));
    command.addAll(List.of("--scoring-threads", "1", "--commit-interval", "50ms"));
    command.addAll(List.of("--cache-mb", "16"));
    QUICK_RECOVERY.forEach((key, value) -> command.addAll(List.of("--streams", key + "=" + value)));
    command.addAll(options);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new ServiceProcess(process, log, overrides.getOrDefault("pipeline", pipeline));
    } catch (IOException e) {
      throw new UncheckedIOException("service process: " + String.join(" ", command), e);
    }
  }

  /** Returns when it scores and learns; fails with its last words if it ended. */
  ServiceProcess awaitReady() {
    await("ready")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              if (!process.isAlive()) throw new AssertionError("the service ended: " + lastWords());
              return address().isPresent();
            });
    return this;
  }

  /** What {@code GET /v1/pipelines/NAME/replica} answers. */
  JsonNode replica() throws IOException, InterruptedException {
    return JSON.readTree(get("/v1/pipelines/" + pipeline + "/replica"));
  }

  /** The largest value of a metric over all its tags; 0 where there is none. */
  double metric(String name) throws IOException, InterruptedException {
    return values(name).max().orElse(0);
  }

  /** All values of a metric together. */
  double sum(String name) throws IOException, InterruptedException {
    return values(name).sum();
  }

  /** Bytes of all that is reachable on the heap; collects all garbage for it. */
  long reachableBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Ran ran = Ran.of(jcmd, Long.toString(process.pid()), "GC.class_histogram");
    Matcher total = HISTOGRAM_TOTAL.matcher(ran.said());
    if (ran.code() != 0 || !total.find()) throw new IllegalStateException(ran.said());
    return Long.parseLong(total.group(1));
  }

  /** Bytes of memory that the process has of the machine, those outside the heap included. */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
    return 0;
  }

  private DoubleStream values(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
  }

  private String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + address().orElseThrow() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** All that it has logged so far. */
  String said() {
    return output();
  }

  /** SIGKILL. */
  void kill() {
    if (!process.isAlive()) throw new AssertionError("ended before the kill: " + lastWords());
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, once it listens for it: it leaves its groups and ends in order. */
  void stop() {
    await("listening for signals")
        .atMost(PATIENCE)
        .until(() -> output().contains(LISTENING) || !process.isAlive());
    process.toHandle().destroy();
    awaitEnd();
    if (process.exitValue() != 0) {
      throw new AssertionError("exit code " + process.exitValue() + ": " + lastWords());
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still there after " + PATIENCE + ": " + lastWords());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> address() {
    Matcher ready = READY.matcher(output());
    return ready.find() ? Optional.of(ready.group(1)) : Optional.empty();
  }

  private String lastWords() {
    String said = output();
    return said.substring(Math.max(0, said.length() - 4_000));
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
