package io.millrace.stream.config;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.config.ServiceConfig.LabelClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lays environment and flags over a settings file and reads what comes out. */
final class ServiceConfigReader {
  static final List<String> KEYS =
      List.of(
          "bootstrap",
          "state_dir",
          "instance",
          "http_host",
          "http_port",
          "guarantee",
          "scoring_threads",
          "learning_threads",
          "commit_interval",
          "cache_mb",
          "standbys",
          "label_clock",
          "labels_per_second",
          "snapshot_every",
          "drift_window",
          "drift_every",
          "drift_span",
          "audit_keep",
          "keep",
          "kafka",
          "streams");

  private static final Logger LOG = LoggerFactory.getLogger(ServiceConfigReader.class);
  private static final String PREFIX = "MILLRACE_";
  private static final List<String> PASSED_THROUGH = List.of("kafka", "streams");

  private final Map<String, String> environment;
  private final Problems problems = new Problems();

  ServiceConfigReader(Map<String, String> environment) {
    this.environment = new TreeMap<>(environment);
  }

  ServiceConfig read(Path file, Map<String, String> flags) {
    Node.Mapping root = file(file);
    problems.throwIfAny();
    environment.forEach((name, value) -> putVariable(root, name, value));
    flags.forEach((key, value) -> put(root, key, value, Place.of(flag(key))));
    ServiceConfig config = config(root);
    problems.throwIfAny();
    return config;
  }

  private Node.Mapping file(Path file) {
    if (file == null) {
      return Node.Mapping.at(Place.of("settings"));
    }
    try {
      String name = file.getFileName().toString();
      Node root = YamlText.read(name, Files.readString(file), problems);
      if (root instanceof Node.Mapping mapping) {
        return mapping;
      }
      problems.add(root.place(), root.said() + ", expected keys such as bootstrap: localhost:9092");
      return Node.Mapping.at(root.place());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--config: cannot read " + file + " (" + e + "), expected a YAML file", e);
    }
  }

  private static void putVariable(Node.Mapping root, String name, String value) {
    if (!name.startsWith(PREFIX)) {
      return;
    }
    String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    for (String passed : PASSED_THROUGH) {
      if (key.startsWith(passed + "_")) {
        String theirs = key.substring(passed.length() + 1).replace('_', '.');
        put(root, passed + "." + theirs, value, Place.of(name));
        return;
      }
    }
    if (KEYS.contains(key)) {
      put(root, key, value, Place.of(name));
    } else {
      // Not refused: the launcher has variables of its own, and Kubernetes makes some up.
      Nearest.of(key, KEYS)
          .ifPresent(
              near ->
                  LOG.warn("{} is not read; {} is", name, PREFIX + near.toUpperCase(Locale.ROOT)));
    }
  }

  private static void put(Node.Mapping root, String key, String value, Place place) {
    Node.Entry entry = new Node.Entry(place, new Node.Scalar(place, value));
    for (String passed : PASSED_THROUGH) {
      if (key.startsWith(passed + ".")) {
        Node.Entry present = root.entries().get(passed);
        if (present == null || !(present.value() instanceof Node.Mapping)) {
          root.entries().put(passed, new Node.Entry(place, Node.Mapping.at(place)));
        }
        Node.Mapping theirs = (Node.Mapping) root.entries().get(passed).value();
        theirs.entries().put(key.substring(passed.length() + 1), entry);
        return;
      }
    }
    root.entries().put(key, entry);
  }

  private static String flag(String key) {
    for (String passed : PASSED_THROUGH) {
      if (key.startsWith(passed + ".")) {
        return "--" + passed + " " + key.substring(passed.length() + 1);
      }
    }
    return "--" + key.replace('_', '-');
  }

  private ServiceConfig config(Node.Mapping root) {
    Section s = Section.of(root, root, "", KEYS, problems);
    String bootstrap = s.textOr("bootstrap", "localhost:9092", "host:port");
    String stateDir = s.textOr("state_dir", "millrace-state", "a directory");
    String instance = s.textOr("instance", hostName(), "a name");
    String httpHost = s.textOr("http_host", "127.0.0.1", "an address to answer on");
    int httpPort = s.wholeOr("http_port", 8080, "0 to 65535");
    Guarantee guarantee = one(s, "guarantee", Guarantee.EXACTLY_ONCE, Guarantee.values());
    int scoring = s.wholeOr("scoring_threads", 2, "1 to 256");
    int learning = s.wholeOr("learning_threads", 1, "1 to 256");
    Duration commit = s.durationOr("commit_interval", Duration.ofMillis(50));
    int cache = s.wholeOr("cache_mb", 64, "a number of megabytes");
    int standbys = s.wholeOr("standbys", 0, "0 to 10");
    LabelClock clock = one(s, "label_clock", LabelClock.WALL, LabelClock.values());
    int perSecond = s.wholeOr("labels_per_second", 50_000, "1 or more");
    int snapshotEvery = s.wholeOr("snapshot_every", 50_000, "1 or more");
    int driftWindow = s.wholeOr("drift_window", 5_000, "500 to 100000, or 0");
    int driftEvery = s.wholeOr("drift_every", 1_000_000, "1000 or more");
    Duration driftSpan = s.durationOr("drift_span", Duration.ofDays(7));
    Duration audit = s.durationOr("audit_keep", Duration.ofDays(30));
    Duration keep = s.durationOr("keep", Duration.ofDays(30));
    Map<String, String> kafka = passedThrough(s, "kafka");
    Map<String, String> streams = passedThrough(s, "streams");
    return s.make(
        "",
        () ->
            new ServiceConfig(
                bootstrap,
                Path.of(stateDir),
                instance,
                httpHost,
                httpPort,
                guarantee,
                scoring,
                learning,
                commit,
                cache,
                standbys,
                clock,
                perSecond,
                snapshotEvery,
                driftWindow,
                driftEvery,
                driftSpan,
                audit,
                keep,
                kafka,
                streams));
  }

  private static <E extends Enum<E>> E one(Section s, String key, E fallback, E[] values) {
    if (!s.has(key)) {
      return fallback;
    }
    String found = s.word(key, Stream.of(values).map(ServiceConfigReader::word).toList());
    return Stream.of(values).filter(v -> word(v).equals(found)).findFirst().orElse(fallback);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> passedThrough(Section s, String key) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!s.has(key)) {
      return settings;
    }
    if (!(s.node(key) instanceof Node.Mapping mapping)) {
      s.refuse(key, "settings by Kafka's names, e.g. {security.protocol: SSL}");
      return settings;
    }
    flatten(s, mapping, key, "", settings);
    return settings;
  }

  /** Both {@code security.protocol: SSL} and {@code security: {protocol: SSL}} are Kafka's name. */
  private static void flatten(
      Section s, Node.Mapping mapping, String key, String prefix, Map<String, String> settings) {
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              String whole = prefix + name;
              if (entry.value() instanceof Node.Mapping inside) {
                flatten(s, inside, key, whole + ".", settings);
              } else if (entry.value() instanceof Node.Scalar value && value.text() != null) {
                settings.put(whole, value.text());
              } else {
                s.problem(
                    entry.value().place(), key + "." + whole, entry.value().said(), "one value");
              }
            });
  }

  private String hostName() {
    String name = environment.get("HOSTNAME");
    if (name == null || name.isBlank()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "local";
      }
    }
    String legal = name.replaceAll("[^a-zA-Z0-9._-]", "-");
    return legal.substring(0, Math.min(100, legal.length()));
  }
}
