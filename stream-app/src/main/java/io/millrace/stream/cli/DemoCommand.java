package io.millrace.stream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.stream.config.Durations;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.demo.DemoOptions;
import io.millrace.stream.demo.DemoResult;
import io.millrace.stream.demo.DemoRun;
import io.millrace.stream.demo.LiveView;
import io.millrace.stream.http.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace demo}: everything in one process, with nothing to set up. */
@Command(
    name = "demo",
    description =
        "Starts a broker, the service and a simulated stream of card transactions in this process,"
            + " shows them at work, and counts in the end whether everything adds up.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--pipeline",
      defaultValue = "fraud.yaml",
      paramLabel = "FILE",
      description =
          "pipeline of the transactions, default ${DEFAULT-VALUE}; fraud-challengers.yaml has several"
              + " learners; your own must read the same events and labels")
  private Path pipeline;

  @Option(
      names = "--for",
      defaultValue = "60s",
      paramLabel = "DURATION",
      description = "length of the stream, default ${DEFAULT-VALUE}; Ctrl-C ends it earlier")
  private String length;

  @Option(
      names = "--rate",
      defaultValue = "4000",
      paramLabel = "N",
      description = "events a second at most, default ${DEFAULT-VALUE}")
  private double rate;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "of metrics and health on loopback, 0 for any; by default 8080, or any if that is taken")
  private Integer port;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "leaves the broker's data and the stores in this new or empty directory")
  private Path keep;

  @Option(
      names = "--guarantee",
      defaultValue = "exactly_once",
      paramLabel = "WORD",
      description = "of the scores: exactly_once or fast, default ${DEFAULT-VALUE}")
  private Guarantee guarantee;

  @Option(names = "--seed", defaultValue = "1", description = "of the stream")
  private long seed;

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    quiet();
    DemoOptions options =
        new DemoOptions(
            pipeline,
            Durations.parse(length),
            rate,
            port(),
            guarantee,
            Optional.ofNullable(keep),
            seed);
    PrintStream show = json.wanted() ? System.err : System.out;
    LiveView view = new LiveView(show, !json.wanted() && Ansi.AUTO.enabled());
    try (StopSignal stop = new StopSignal(() -> {})) {
      DemoResult result = new DemoRun(options, view, stop::isAsked).run();
      json.print(result::json, out -> print(out, result));
      return stop.finished(result.addsUp() ? 0 : 1);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "found no embedded broker in this installation ("
              + e.getMessage()
              + "), expected the one that ./millrace builds; the service image has none");
    }
  }

  private void print(PrintWriter out, DemoResult result) {
    out.println();
    result.lines().forEach(out::println);
    if (keep != null) kept(out);
  }

  private void kept(PrintWriter out) {
    out.printf(
        "%nKept in %s. Serve it again, and look at it with the pipeline as the demo had it:%n"
            + "  java -cp 'stream-app/target/lib/*' io.millrace.embedded.BrokerMain --dir %s%n"
            + "  ./millrace snapshot list --pipeline %s",
        keep, keep.resolve("kafka"), pipeline);
    for (Map.Entry<String, String> override : DemoRun.overrides().entrySet()) {
      out.printf(" --set %s=%s", override.getKey(), override.getValue());
    }
    out.println(" --bootstrap localhost:PORT");
  }

  private int port() throws IOException {
    if (port != null) return port;
    try (ServerSocket probe =
        new ServerSocket(HttpServer.DEFAULT_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /** The view tells what goes on; the log is for what goes wrong. */
  private static void quiet() {
    ((Logger) LoggerFactory.getLogger("io.millrace")).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger("kafka")).setLevel(Level.ERROR);
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    // It calls an error what a producer mends by itself: a batch that came before its predecessor's
    // retry, where a transaction begins while the one before it is being completed.
    ((Logger) LoggerFactory.getLogger("kafka.server.ReplicaManager")).setLevel(Level.OFF);
  }
}
