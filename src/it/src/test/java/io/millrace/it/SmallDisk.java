package io.millrace.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk of its own for a directory, in memory, that can be filled up. Needs the right to mount.
 */
final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTES = 64;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Empty where this process may not mount. */
  static Optional<SmallDisk> at(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Ran ran =
        Ran.of(
            "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", directory.toString());
    return ran.code() == 0 ? Optional.of(new SmallDisk(directory)) : Optional.empty();
  }

  /** Leaves not a page. */
  void fill() throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (Files.getFileStore(directory).getUsableSpace() > 0) out.write(page);
    } catch (IOException full) {
      if (Files.getFileStore(directory).getUsableSpace() > 0) throw full;
    }
  }

  void clear() throws IOException {
    Files.delete(ballast());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  @Override
  public void close() {
    try {
      Ran ran = Ran.of("umount", "-l", directory.toString());
      if (ran.code() != 0) throw new IllegalStateException(ran.said());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
