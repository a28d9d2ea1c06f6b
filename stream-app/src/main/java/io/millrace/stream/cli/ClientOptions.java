package io.millrace.stream.cli;

import io.millrace.stream.config.ServiceConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How Kafka clients are set: by a file, the environment, and these flags. */
class ClientOptions {
  private final Map<String, String> flags = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of the service, YAML: src/docs/configuration.md has them all")
  private Path file;

  final ServiceConfig read() {
    return ServiceConfig.read(file, System.getenv(), flags);
  }

  final void set(String key, String value) {
    flags.put(key, value);
  }

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "a setting of every Kafka client, e.g. security.protocol=SSL")
  void kafka(Map<String, String> settings) {
    settings.forEach((key, value) -> set("kafka." + key, value));
  }

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "the Kafka brokers to begin with")
  void bootstrap(String value) {
    set("bootstrap", value);
  }
}
