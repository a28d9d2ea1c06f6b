package io.millrace.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end, and all it said. */
record Ran(int code, String said) {
  static Ran of(String... command) throws IOException, InterruptedException {
    return with("", command);
  }

  /**
   * @param input what it reads
   */
  static Ran with(String input, String... command) throws IOException, InterruptedException {
    Path file = Files.createTempFile("input", ".txt");
    try {
      Files.writeString(file, input);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      return new Ran(process.waitFor(), said);
    } finally {
      Files.delete(file);
    }
  }

  /** Asks a program to end, and makes it after ten seconds. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Which of some programs is not on the path, as a sentence. */
  static Optional<String> absence(String... programs) {
    List<String> absent = new ArrayList<>(Arrays.asList(programs));
    for (String folder : System.getenv("PATH").split(":")) {
      absent.removeIf(program -> Files.isExecutable(Path.of(folder, program)));
    }
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", absent) + " not on the path");
  }
}
