package io.millrace.stream.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The embedded broker as a process of its own: it shares the machine with what is measured and not
 * its heap. It ends with this process, however that ends.
 */
public final class BrokerChild implements AutoCloseable {
  private static final String MAIN = "io.millrace.embedded.BrokerMain";
  private static final String BOOTSTRAP = "bootstrap=";
  private static final long SECONDS_TO_CLOSE = 30;

  private final Process process;
  private final String bootstrap;

  private BrokerChild(Process process, String bootstrap) {
    this.process = process;
    this.bootstrap = bootstrap;
  }

  /** Returns when it serves. */
  public static BrokerChild start(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx768m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MAIN,
                    "--dir",
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith(BOOTSTRAP)) {
      process.destroyForcibly();
      throw new IOException(
          "the broker said "
              + line
              + ", expected "
              + BOOTSTRAP
              + "HOST:PORT; the service image has no broker: give --bootstrap");
    }
    return new BrokerChild(process, line.substring(BOOTSTRAP.length()));
  }

  public String bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
