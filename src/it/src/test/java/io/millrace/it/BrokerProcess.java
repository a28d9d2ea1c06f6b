package io.millrace.it;

import io.millrace.embedded.BrokerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The broker as a child process on {@code directory}: for tests that kill the service, or the
 * broker itself. A next one on the same directory serves the same data on the same port. It ends
 * with this process, however that ends.
 */
public final class BrokerProcess implements Broker {
  private static final long SECONDS_TO_CLOSE = 30;

  private final Process process;
  private final String bootstrap;

  private BrokerProcess(Process process, String bootstrap) {
    this.process = process;
    this.bootstrap = bootstrap;
  }

  /** Returns when the broker serves; its log goes to this process's stderr. */
  public static BrokerProcess start(Path directory, Map<String, String> properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BrokerMain.class.getName(), "--dir", directory.toString()));
    properties.forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new BrokerProcess(process, bootstrap(process));
    } catch (IOException e) {
      throw new UncheckedIOException("broker process: " + String.join(" ", command), e);
    }
  }

  private static String bootstrap(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("bootstrap=")) {
      process.destroyForcibly();
      throw new IOException(
          "broker process said " + line + ", expected bootstrap=HOST:PORT; its log is on stderr");
    }
    return line.substring("bootstrap=".length());
  }

  @Override
  public String bootstrap() {
    return bootstrap;
  }

  /**
   * SIGKILL: the broker flushes nothing and tells nobody; what it wrote to the page cache stays.
   */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
