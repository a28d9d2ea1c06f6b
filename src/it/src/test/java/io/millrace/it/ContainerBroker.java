package io.millrace.it;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The broker in a container of the image that {@code src/docker/kafka-image/build.sh} makes. */
final class ContainerBroker implements Broker {
  private static final String IMAGE =
      "millrace/kafka:" + System.getProperty("kafka.version", "4.3.1");
  private static final Map<String, String> SINGLE_NODE =
      Map.of(
          "auto.create.topics.enable", "false",
          "group.min.session.timeout.ms", "1000",
          "transaction.state.log.num.partitions", "4",
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  private final KafkaContainer container;

  ContainerBroker(Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(SINGLE_NODE);
    all.putAll(properties);
    container =
        new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"));
    all.forEach((name, value) -> container.withEnv(variable(name), value));
    container.start();
  }

  /** What is missing here, and how to get it; empty if a container can be started. */
  static Optional<String> absence() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no Docker engine answers; start dockerd or set DOCKER_HOST");
    }
    try {
      DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of("no image " + IMAGE + " here; run src/docker/kafka-image/build.sh");
    }
  }

  /**
   * The image's reading of its environment, backwards: {@code a.b_c-d} is {@code KAFKA_A_B__C___D}.
   */
  static String variable(String property) {
    String name = property.replace("_", "__").replace("-", "___").replace('.', '_');
    return "KAFKA_" + name.toUpperCase(Locale.ROOT);
  }

  @Override
  public String bootstrap() {
    return container.getBootstrapServers();
  }

  @Override
  public void close() {
    container.close();
  }
}
