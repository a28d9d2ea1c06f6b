package io.millrace.bench;

import io.micrometer.core.instrument.config.MeterFilter;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.service.PipelineService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The service in a process of its own, with or without its monitoring: the processor time of a
 * process is then that of the service, and garbage collection and compilers count.
 *
 * <p>Watched, it is the service as it ships. Unwatched, every meter is denied, nobody looks for
 * drift, nothing answers over HTTP.
 */
final class WatchedService implements AutoCloseable {
  private static final String READY = "ready ";
  private static final long LOOK_MILLIS = 50;
  private static final long SECONDS_TO_CLOSE = 60;
  private static final int WINDOWS = 12;

  private final Process process;
  private final String address;

  private WatchedService(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Returns when it scores. */
  static WatchedService start(String bootstrap, Path state, boolean watched, List<String> names)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                WatchedService.class.getName(),
                bootstrap,
                state.toString(),
                Boolean.toString(watched)));
    command.addAll(names);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith(READY)) line = out.readLine();
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("the service ended before it was ready");
    }
    return new WatchedService(process, line.substring(READY.length()));
  }

  /** Processor seconds of all its threads since its start. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** {@code host:port}; empty of an unwatched one. */
  String address() {
    return address;
  }

  /** Its input ends, and so does it. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * {@code fraud.yaml} under another name; silence for six hours closes an event, so that learning
   * is at its pace within seconds.
   *
   * @param wide whether with 60 features, counts and amounts of each customer over {@value
   *     #WINDOWS} windows
   */
  static Map<String, String> settings(String name, boolean wide) {
    Map<String, String> settings = new HashMap<>();
    settings.put("pipeline", name);
    settings.put("events.topic", name + "-events");
    settings.put("labels.topic", name + "-labels");
    settings.put("labels.after", "6h");
    settings.put("output.scores", name + "-scores");
    settings.put("output.alerts", name + "-alerts");
    if (wide) {
      List<String> hours =
          IntStream.rangeClosed(1, WINDOWS).mapToObj(window -> 2 * window + "h").toList();
      settings.put(
          "features",
          "[{per: customer_id, over: "
              + hours
              + ", take: [count, sum(amount), mean(amount), min(amount), max(amount)],"
              + " bins: [4]}]");
    }
    return settings;
  }

  /**
   * Bootstrap, directory, whether watched, then the names of the pipelines; one that ends in {@code
   * wide} has 60 features.
   */
  public static void main(String[] arguments) throws Exception {
    ServiceConfig config =
        ServiceConfig.read(
            null,
            Map.of(),
            Map.of(
                "bootstrap",
                arguments[0],
                "state_dir",
                arguments[1],
                "instance",
                "bench",
                "http_port",
                "0",
                "label_clock",
                "feeder",
                "drift_window",
                Boolean.parseBoolean(arguments[2]) ? "5000" : "0"));
    List<AnyPipeline> pipelines = new ArrayList<>();
    for (String name : List.of(arguments).subList(3, arguments.length)) {
      pipelines.add(
          PipelineFile.read(Path.of("fraud.yaml"), settings(name, name.endsWith("wide"))));
    }
    if (Boolean.parseBoolean(arguments[2])) {
      try (Instance instance = new Instance(pipelines, config)) {
        instance.start();
        serve(() -> instance.ready().well(), instance.address());
      }
    } else {
      try (Observability silent = new Observability()) {
        silent.registry().config().meterFilter(MeterFilter.deny());
        try (PipelineService service =
            new PipelineService(pipelines.get(0), config, () -> "", silent)) {
          service.start();
          serve(() -> service.health().ready(), "");
        }
      }
    }
  }

  private static void serve(BooleanSupplier ready, String address)
      throws IOException, InterruptedException {
    while (!ready.getAsBoolean()) Thread.sleep(LOOK_MILLIS);
    System.out.println(READY + address);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      // Nobody writes: the end of input is the end of this process.
    }
  }
}
