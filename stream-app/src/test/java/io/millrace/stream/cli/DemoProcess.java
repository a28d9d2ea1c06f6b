package io.millrace.stream.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace demo} as a process of its own, without a terminal. */
final class DemoProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path out;
  private final Path err;

  private DemoProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it small, on free ports. */
  static DemoProcess start(Path directory, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    // A process that was started in the background, or its child, may be deaf to Ctrl-C.
    command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("demo", "--rate", "1500", "--port", "0"));
    command.addAll(List.of(options));
    Path out = Files.createTempFile(directory, "demo", ".out");
    Path err = Files.createTempFile(directory, "demo", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new DemoProcess(process, out, err);
  }

  /** What it has said on stdout so far. */
  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Waits until stdout has the pattern; its first group, if it has one. */
  String awaitOut(String pattern) {
    return awaitIn(out, pattern);
  }

  String awaitErr(String pattern) {
    return awaitIn(err, pattern);
  }

  private String awaitIn(Path file, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    await(pattern)
        .atMost(PATIENCE)
        .until(
            () -> {
              if (wanted.matcher(read(file)).find()) return true;
              if (!process.isAlive()) throw new AssertionError("it ended: " + out() + err());
              return false;
            });
    Matcher found = wanted.matcher(read(file));
    return found.find() && found.groupCount() > 0 ? found.group(1) : "";
  }

  /** Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  int code() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still there after " + PATIENCE + ": " + err());
    }
    return process.exitValue();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
