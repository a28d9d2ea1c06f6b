package io.millrace.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded broker as a process of its own, so that killing the service under test does not kill
 * its broker.
 *
 * <p>{@code BrokerMain --dir DIRECTORY [--port PORT] [--set property=value]...} prints {@code
 * bootstrap=localhost:PORT} on stdout once it serves (its log goes to stderr), and shuts down in
 * order on SIGTERM, or when its standard input ends: the parent that holds the other end of that
 * pipe is gone, however it died. Started by hand it therefore needs a terminal or an open pipe as
 * standard input, not {@code /dev/null}.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws IOException {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/millrace/embedded/broker-logback.xml");
    }
    EmbeddedKafka broker = EmbeddedKafka.start(options(arguments));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    System.out.println("bootstrap=" + broker.bootstrap());
    System.out.flush();
    awaitEnd(System.in);
    System.exit(0);
  }

  private static void awaitEnd(InputStream parent) {
    try {
      while (parent.read() >= 0) {
        // What the parent writes has no meaning; that it still can is the message.
      }
    } catch (IOException gone) {
      // A pipe that breaks says the same as one that ends.
    }
  }

  static EmbeddedKafka.Options options(String[] arguments) {
    EmbeddedKafka.Options options = EmbeddedKafka.Options.temporary();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) throw usage(arguments[i], "a value after it");
      options = with(options, arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private static EmbeddedKafka.Options with(
      EmbeddedKafka.Options options, String flag, String value) {
    switch (flag) {
      case "--dir":
        return new EmbeddedKafka.Options(
            Optional.of(Path.of(value)), options.port(), options.properties());
      case "--port":
        return options.onPort(Integer.parseInt(value));
      case "--set":
        int equals = value.indexOf('=');
        if (equals < 1) throw usage("--set " + value, "--set property=value");
        return options.with(value.substring(0, equals), value.substring(equals + 1));
      default:
        throw usage(flag, "--dir DIRECTORY, --port PORT or --set property=value");
    }
  }

  private static IllegalArgumentException usage(String found, String expected) {
    return new IllegalArgumentException("found " + found + ", expected " + expected);
  }
}
