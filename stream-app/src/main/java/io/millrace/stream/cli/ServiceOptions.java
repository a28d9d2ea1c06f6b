package io.millrace.stream.cli;

import io.millrace.stream.config.ServiceConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the service and its Kafka clients are set: by a file, the environment, and these flags. */
final class ServiceOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of the service, YAML; see src/docs/configuration.md")
  private Path file;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "the Kafka brokers; also MILLRACE_BOOTSTRAP")
  private String bootstrap;

  @Option(
      names = "--config-set",
      paramLabel = "KEY=VALUE",
      description = "a setting of the service or of its Kafka clients, e.g. http_port=9000")
  private final Map<String, String> settings = new LinkedHashMap<>();

  ServiceConfig read() {
    Map<String, String> flags = new LinkedHashMap<>(settings);
    if (bootstrap != null) {
      flags.put("bootstrap", bootstrap);
    }
    return ServiceConfig.read(file, System.getenv(), flags);
  }
}
