package io.millrace.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker, KRaft controller included, inside this process: for the demo and the tests.
 *
 * <p>It listens on loopback only, creates no topic by itself, and keeps everything in one
 * directory. {@link #stop} and {@link #start()} restart it on the same directory and port with its
 * data, as a broker's restart would; {@link #close} also deletes the directory if it was a
 * temporary one. The first start in a process costs about 1.5 s, later ones about 0.3 s. Kafka logs
 * some 2,900 lines a start at INFO: hold {@code kafka} and {@code org.apache.kafka} to WARN.
 *
 * <p>Not thread-safe: one owner per instance.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /**
   * Where and how the broker runs.
   *
   * @param directory its data; empty for a temporary directory that {@link EmbeddedKafka#close}
   *     deletes. A directory that has served a broker before keeps its data and ports
   * @param port the loopback port, 1 to 65535; 0 for the directory's former port, else a free one
   * @param properties broker properties laid over the single node's own, e.g. {@code
   *     log.retention.check.interval.ms}
   */
  public record Options(Optional<Path> directory, int port, Map<String, String> properties) {
    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(
            "port = " + port + ", expected 0 (any free one) to 65535");
      }
      properties = Map.copyOf(properties);
    }

    /** A temporary directory and a free port. */
    public static Options temporary() {
      return new Options(Optional.empty(), 0, Map.of());
    }

    /** The data kept in {@code directory}, which outlives the broker. */
    public static Options in(Path directory) {
      return new Options(Optional.of(directory), 0, Map.of());
    }

    public Options onPort(int port) {
      return new Options(directory, port, properties);
    }

    public Options with(String property, Object value) {
      Map<String, String> more = new TreeMap<>(properties);
      more.put(property, String.valueOf(value));
      return new Options(directory, port, more);
    }
  }

  private final Path directory;
  private final boolean temporary;
  private final BrokerSettings settings;
  private KafkaRaftServer server;

  private EmbeddedKafka(Path directory, boolean temporary, BrokerSettings settings) {
    this.directory = directory;
    this.temporary = temporary;
    this.settings = settings;
  }

  /** A broker that takes requests already. */
  public static EmbeddedKafka start(Options options) {
    Path directory =
        options.directory().orElseGet(EmbeddedKafka::temporaryDirectory).toAbsolutePath();
    try {
      BrokerSettings settings = BrokerSettings.of(directory, options);
      EmbeddedKafka broker = new EmbeddedKafka(directory, options.directory().isEmpty(), settings);
      broker.start();
      return broker;
    } catch (IOException e) {
      throw BrokerSettings.unreadable(directory, e);
    }
  }

  /** What clients put into {@code bootstrap.servers}; the same after every restart. */
  public String bootstrap() {
    return "localhost:" + settings.port();
  }

  /** The loopback port the broker serves clients on. */
  public int port() {
    return settings.port();
  }

  /** Where the broker keeps its data. */
  public Path directory() {
    return directory;
  }

  /**
   * Serves until {@link #stop}: returns when the broker takes requests. Does nothing if it already
   * does.
   */
  public void start() {
    if (server != null) return;
    if (!settings.isFormatted()) format();
    KafkaRaftServer starting =
        new KafkaRaftServer(new KafkaConfig(settings.forBroker(), false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (RuntimeException e) {
      starting.shutdown();
      throw new IllegalStateException(
          "broker on " + bootstrap() + " with data in " + directory + " did not start", e);
    }
    server = starting;
  }

  /**
   * Shuts the broker down in order, keeping its data and its port for the next {@link #start()}.
   */
  public void stop() {
    if (server == null) return;
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  @Override
  public void close() {
    stop();
    if (temporary) Directories.delete(directory);
  }

  private void format() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = {
      "format",
      "--config",
      settings.file().toString(),
      "--cluster-id",
      Uuid.randomUuid().toString(),
      "--standalone"
    };
    int code = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (code != 0) {
      throw new IllegalStateException(
          "formatting "
              + directory
              + " for a broker failed: "
              + said.toString(StandardCharsets.UTF_8).strip());
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("millrace-kafka-");
    } catch (IOException e) {
      throw BrokerSettings.unreadable(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }
}
