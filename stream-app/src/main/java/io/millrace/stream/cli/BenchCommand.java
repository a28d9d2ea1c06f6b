package io.millrace.stream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.bench.Bench;
import io.millrace.stream.bench.BenchOptions;
import io.millrace.stream.bench.BenchResult;
import io.millrace.stream.bench.BrokerChild;
import io.millrace.stream.config.Durations;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.demo.Transaction;
import io.millrace.stream.demo.TransactionSimulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench}: throughput and latency of the fraud pipeline beside a bare run. */
@Command(
    name = "bench",
    description =
        "Measures fraud.yaml on a broker of its own, or on yours: scores a second of a backlog,"
            + " and milliseconds from append to readable score, each beside a bare run of the same"
            + " shape with processors that only copy. Takes minutes; src/docs/performance.md says"
            + " what it found.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String FIRST_ENTITY = "customer_id";
  private static final String LABEL = "fraud";

  /** The handbook's world. */
  private static final int CUSTOMERS = 5_000;

  private static final int TERMINALS = 10_000;
  private static final double EVENTS_A_DAY = 9_500;
  private static final LocalDate START = LocalDate.parse("2018-04-01");

  /** Whether the first hop is taken. */
  enum Hop {
    TAKEN,
    SKIPPED
  }

  @Option(
      names = "--guarantee",
      split = ",",
      defaultValue = "exactly_once,fast",
      paramLabel = "WORD",
      description = "exactly_once, fast, or both: ${DEFAULT-VALUE}")
  private List<Guarantee> guarantees;

  @Option(
      names = "--first-hop",
      split = ",",
      defaultValue = "taken",
      paramLabel = "WORD",
      description =
          "taken, skipped (events are keyed by their first entity), or both; default"
              + " ${DEFAULT-VALUE}")
  private List<Hop> hops;

  @Option(names = "--latency-only", description = "leaves throughput out")
  private boolean latencyOnly;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "N",
      description =
          "events a second at which latency is measured; 2000,5000 by default, 0 for none")
  private List<Integer> rates = List.of(2_000, 5_000);

  @Option(
      names = "--for",
      defaultValue = "20s",
      paramLabel = "DURATION",
      description = "length of each measurement, default ${DEFAULT-VALUE}")
  private String length;

  @Option(
      names = "--warm",
      defaultValue = "8s",
      paramLabel = "DURATION",
      description = "before each measurement of latency, default ${DEFAULT-VALUE}")
  private String warm;

  @Option(
      names = "--backlog",
      defaultValue = "20000",
      paramLabel = "N",
      description =
          "events that a throughput run works off, for each second of --for, default ${DEFAULT-VALUE}")
  private int backlog;

  @Option(
      names = "--service",
      paramLabel = "KEY=VALUE",
      description = "a setting of the service, e.g. commit_interval=100ms")
  private final Map<String, String> service = new LinkedHashMap<>();

  @Option(
      names = "--partitions",
      defaultValue = "6",
      paramLabel = "N",
      description = "default ${DEFAULT-VALUE}")
  private int partitions;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "a broker to measure on, instead of one of its own; topics bench-* stay there")
  private String bootstrap;

  @Option(names = "--json", description = "prints one JSON object on stdout")
  private boolean json;

  @Spec private CommandSpec spec;
  private String said = "";

  @Override
  public Integer call() throws Exception {
    quiet();
    BenchOptions options =
        new BenchOptions(
            guarantees,
            hops.stream().map(hop -> hop == Hop.SKIPPED).toList(),
            !latencyOnly,
            rates.equals(List.of(0)) ? List.of() : rates,
            Durations.parse(warm),
            Durations.parse(length),
            backlog,
            service);
    Path directory = Files.createTempDirectory("millrace-bench-");
    try (StopSignal stop = new StopSignal(() -> {});
        Bar bar = new Bar("bench")) {
      tell(bar, "simulating", 0);
      Path events = simulate(directory.resolve("events.csv"), options.events());
      BenchResult result = measure(options, events, directory, bar, stop);
      print(result);
      return stop.finished(0);
    } finally {
      delete(directory);
    }
  }

  private BenchResult measure(
      BenchOptions options, Path events, Path directory, Bar bar, StopSignal stop)
      throws IOException, InterruptedException {
    if (bootstrap != null) return measure(options, events, directory, bootstrap, bar, stop);
    try (BrokerChild broker = BrokerChild.start(directory.resolve("kafka"))) {
      return measure(options, events, directory, broker.bootstrap(), bar, stop);
    }
  }

  private BenchResult measure(
      BenchOptions options, Path events, Path directory, String broker, Bar bar, StopSignal stop)
      throws IOException, InterruptedException {
    return new Bench(
            options,
            this::pipeline,
            events,
            LABEL,
            broker,
            directory.resolve("state"),
            (run, share) -> tell(bar, run, share),
            stop::isAsked)
        .run();
  }

  /**
   * Labels come by silence after six hours, so that learning has come to its pace within seconds.
   */
  private Pipeline pipeline(String run, boolean keyed) {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("pipeline", run);
    overrides.put("partitions", Integer.toString(partitions));
    overrides.put("events.topic", run + "-events");
    overrides.put("labels.topic", run + "-labels");
    overrides.put("labels.after", "6h");
    overrides.put("output.scores", run + "-scores");
    overrides.put("output.alerts", run + "-alerts");
    if (keyed) overrides.put("events.keyed_by", FIRST_ENTITY);
    return PipelineFile.read(Path.of("fraud.yaml"), overrides);
  }

  private static Path simulate(Path to, int events) throws IOException {
    int days = (int) Math.ceil(events / EVENTS_A_DAY) + 1;
    int left = events;
    try (BufferedWriter writer = Files.newBufferedWriter(to)) {
      writer.append(Transaction.CSV_HEADER).append('\n');
      StringBuilder line = new StringBuilder(128);
      for (Transaction transaction :
          new TransactionSimulator(SimulatorSettings.sized(1, START, days, CUSTOMERS, TERMINALS))) {
        if (left-- == 0) break;
        line.setLength(0);
        transaction.appendCsv(line);
        writer.append(line.append('\n'));
      }
    }
    return to;
  }

  private void tell(Bar bar, String what, double share) {
    bar.at(share, what);
    if (System.console() == null && !what.equals(said)) {
      spec.commandLine().getErr().println(what);
      spec.commandLine().getErr().flush();
    }
    said = what;
  }

  private void print(BenchResult result) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(result.json()));
    } else {
      result.lines().forEach(out::println);
    }
    out.flush();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
    }
  }

  private static void quiet() {
    ((Logger) LoggerFactory.getLogger("io.millrace")).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
  }
}
