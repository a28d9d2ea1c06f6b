package io.millrace.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The broker's properties, kept beside its data as {@code server.properties}: the formatted log
 * names its own controller port, so a broker that comes back to the directory must come back to the
 * ports too.
 */
final class BrokerSettings {
  private static final String BROKER_PORT = "millrace.broker.port";
  private static final String CONTROLLER_PORT = "millrace.controller.port";

  /**
   * One node, no peers: every replication factor is 1, and nobody waits for members who may yet
   * come.
   */
  private static final Map<String, String> SINGLE_NODE =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("node.id", "1"),
          Map.entry("controller.listener.names", "CONTROLLER"),
          Map.entry("inter.broker.listener.name", "BROKER"),
          Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          // A transaction whose producer was killed is aborted a second after its timeout, not ten.
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          // Kafka's default, 128 MiB of heap, is for a server's millions of keys.
          Map.entry("log.cleaner.dedupe.buffer.size", "16777216"),
          Map.entry("log.cleaner.threads", "1"));

  private final Path file;
  private final Properties properties;

  private BrokerSettings(Path file, Properties properties) {
    this.file = file;
    this.properties = properties;
  }

  /**
   * The directory's settings: its ports as they were if it has served before, {@code options} over
   * everything else. Listeners among the options come beside its own.
   */
  static BrokerSettings of(Path directory, EmbeddedKafka.Options options) throws IOException {
    Path file = directory.resolve("server.properties");
    Properties before = read(file);
    int port = port(before, BROKER_PORT, options.port(), 0);
    int controllerPort = port(before, CONTROLLER_PORT, 0, port);
    Properties properties = new Properties();
    properties.putAll(SINGLE_NODE);
    properties.putAll(options.properties());
    properties.setProperty(BROKER_PORT, Integer.toString(port));
    properties.setProperty(CONTROLLER_PORT, Integer.toString(controllerPort));
    String broker = "BROKER://localhost:" + port;
    String controller = "CONTROLLER://localhost:" + controllerPort;
    String own = broker + "," + controller;
    properties.merge("listeners", own, BrokerSettings::both);
    properties.merge("advertised.listeners", own, BrokerSettings::both);
    properties.setProperty("controller.quorum.bootstrap.servers", "localhost:" + controllerPort);
    properties.setProperty("log.dirs", directory.resolve("data").toString());
    BrokerSettings settings = new BrokerSettings(file, properties);
    settings.write();
    return settings;
  }

  private static Object both(Object given, Object own) {
    return own + "," + given;
  }

  private static int port(Properties before, String key, int wanted, int taken) {
    if (wanted != 0) return wanted;
    String known = before.getProperty(key);
    return known == null ? FreePorts.other(taken) : Integer.parseInt(known);
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    if (!Files.exists(file)) return properties;
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  private void write() throws IOException {
    Files.createDirectories(file.getParent());
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  Path file() {
    return file;
  }

  /**
   * What the broker is given; its own port keys are left out, Kafka warns of names it does not
   * know.
   */
  Map<String, String> forBroker() {
    Map<String, String> known = new TreeMap<>();
    properties.stringPropertyNames().stream()
        .filter(name -> !name.startsWith("millrace."))
        .forEach(name -> known.put(name, properties.getProperty(name)));
    return known;
  }

  int port() {
    return Integer.parseInt(properties.getProperty(BROKER_PORT));
  }

  boolean isFormatted() {
    return Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"));
  }

  static UncheckedIOException unreadable(Path directory, IOException cause) {
    return new UncheckedIOException(
        "broker directory " + directory + ": expected a directory this process can read and write",
        cause);
  }
}
