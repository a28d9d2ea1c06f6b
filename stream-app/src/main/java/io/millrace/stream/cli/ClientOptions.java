package io.millrace.stream.cli;

import io.millrace.stream.config.ServiceConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import picocli.CommandLine.Option;

/** How Kafka clients are set: by a file, the environment, and these flags. */
class ClientOptions {
  private static final int PATIENCE_MS = 15_000;

  private final Map<String, String> flags = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings of the service, YAML: src/docs/configuration.md has them all")
  private Path file;

  final ServiceConfig read() {
    return ServiceConfig.read(file, System.getenv(), flags);
  }

  /**
   * The same once a broker has answered: who waits for a command is not left waiting for a minute.
   *
   * @throws IllegalStateException if none answers
   */
  final ServiceConfig reach() {
    ServiceConfig config = read();
    try (Admin admin = Admin.create(config.clientSettings())) {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(patience(config)))
          .clusterId()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "asking " + config.bootstrap() + " failed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + config.bootstrap(), e);
    }
    return config;
  }

  private static int patience(ServiceConfig config) {
    Object said = config.clientSettings().get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return said == null ? PATIENCE_MS : Integer.parseInt(said.toString());
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
