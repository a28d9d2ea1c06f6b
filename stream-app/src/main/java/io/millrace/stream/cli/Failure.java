package io.millrace.stream.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What went wrong, for one who reads a terminal. Our own messages say what was found, what was
 * expected and the way out; those of the file system and of Kafka's clients do not, and are
 * completed here.
 */
final class Failure {
  private static final int DEEPEST = 20;

  private Failure() {}

  static String told(Throwable failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "found no "
          + missing.getFile()
          + ", expected that it is there, or the directory it is to be written to";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": access denied, expected that this user may read or write it";
    }
    List<Throwable> chain = chain(failure);
    return causes(chain) + wayOut(chain).map(way -> "; " + way).orElse("");
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && chain.size() < DEEPEST; t = t.getCause()) chain.add(t);
    return chain;
  }

  /** Our message alone; of Kafka's, those of its causes too, for the outermost may say nothing. */
  private static String causes(List<Throwable> chain) {
    StringBuilder said = new StringBuilder(message(chain.get(0)));
    for (Throwable cause : chain.subList(1, chain.size())) {
      boolean more =
          chain.get(0) instanceof KafkaException && !said.toString().contains(message(cause));
      if (more) said.append(": ").append(message(cause));
    }
    return said.toString();
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static Optional<String> wayOut(List<Throwable> chain) {
    for (Throwable cause : chain) {
      if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
        return Optional.of(
            "the brokers refuse this user: look at the settings `kafka.security.protocol`,"
                + " `kafka.sasl...` and `kafka.ssl...`, and at the brokers' ACLs");
      }
      if (cause instanceof TimeoutException
          || cause instanceof ConfigException config && isAddress(config)) {
        return Optional.of(
            "found no broker that answers: are the brokers up, and is --bootstrap right (or"
                + " MILLRACE_BOOTSTRAP, or `bootstrap` in the file)? With TLS or SASL"
                + " `kafka.security.protocol` must say so");
      }
    }
    return Optional.empty();
  }

  private static boolean isAddress(ConfigException config) {
    return message(config).contains("bootstrap");
  }
}
