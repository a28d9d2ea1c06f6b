package io.millrace.it;

import java.util.Locale;
import java.util.Map;

/**
 * A broker that serves from {@link #start} to {@link #close}, of either kind: a test written
 * against it proves the same on both.
 *
 * <p>Which kind {@link #start(Map)} gives is the environment's choice: {@code
 * MILLRACE_IT_BROKER=embedded}, the default, or {@code testcontainers}; the system property of the
 * same name is stronger. Tests that run on whichever broker they are given carry
 * {@code @Tag(Broker.ANY)}, so that a second pass can select them.
 */
public interface Broker extends AutoCloseable {
  String ANY = "any-broker";
  String CHOICE = "MILLRACE_IT_BROKER";

  /** What clients put into {@code bootstrap.servers}. */
  String bootstrap();

  @Override
  void close();

  /** Of the kind that the environment chose. */
  static Broker start(Map<String, String> properties) {
    return Kind.chosen().start(properties);
  }

  /** How a broker is run. */
  enum Kind {
    EMBEDDED {
      @Override
      Broker start(Map<String, String> properties) {
        return new EmbeddedBroker(properties);
      }
    },
    /**
     * Needs a Docker engine and the image of {@code src/docker/kafka-image/build.sh}; see {@link
     * Required#DOCKER}.
     */
    TESTCONTAINERS {
      @Override
      Broker start(Map<String, String> properties) {
        Required.DOCKER.orSkip(ContainerBroker.absence());
        return new ContainerBroker(properties);
      }
    };

    /** A serving broker with {@code properties} laid over those of its kind. */
    abstract Broker start(Map<String, String> properties);

    static Kind chosen() {
      String environment = System.getenv().getOrDefault(CHOICE, "embedded");
      return named(System.getProperty(CHOICE, environment));
    }

    static Kind named(String name) {
      for (Kind kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(name)) return kind;
      }
      throw new IllegalArgumentException(
          CHOICE + " = " + name + ", expected embedded or testcontainers");
    }
  }
}
