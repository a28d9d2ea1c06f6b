package io.millrace.stream.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the demo's broker and stores have their data: a temporary directory, or one to be kept. */
record DemoDirectory(Path path, boolean kept) implements AutoCloseable {
  /**
   * @param keep made if it is not there; empty for a temporary one
   * @throws IllegalArgumentException if there is something in it
   */
  static DemoDirectory of(Optional<Path> keep) throws IOException {
    if (keep.isEmpty()) {
      return new DemoDirectory(Files.createTempDirectory("millrace-demo-"), false);
    }
    Path path = keep.get();
    Files.createDirectories(path);
    try (Stream<Path> inside = Files.list(path)) {
      if (inside.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--keep = " + path + " is not empty, expected a new or empty directory");
      }
    }
    return new DemoDirectory(path, true);
  }

  /** Deletes it, unless it is to be kept. */
  @Override
  public void close() throws IOException {
    if (kept) return;
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
    }
  }
}
