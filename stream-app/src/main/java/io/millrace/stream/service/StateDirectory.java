package io.millrace.stream.service;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the local stores of some applications are: {@code state_dir}. How much they take is asked
 * by listing their files, so that it never meets a store that is just being closed; what is in
 * memory only is not in it.
 */
final class StateDirectory {
  private final Path directory;
  private final List<File> applications = new ArrayList<>();

  /**
   * @param directory {@code state_dir}
   * @param ids of the applications
   */
  StateDirectory(Path directory, List<String> ids) {
    this.directory = directory;
    ids.forEach(id -> applications.add(directory.resolve(id).toFile()));
  }

  /**
   * Made here because Streams gives up when another application of this process makes it between
   * its look and its own try.
   */
  void make() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "state_dir: cannot make " + directory + "; name a directory that can be written", e);
    }
  }

  /** Bytes that its disk still takes; NaN where the directory cannot be asked. */
  double freeBytes() {
    // Of a FileStore the JDK would read the table of mounts.
    long free = directory.toFile().getUsableSpace();
    return free == 0 && !Files.isDirectory(directory) ? Double.NaN : free;
  }

  /**
   * Bytes of each store over all tasks that are or lately were here; none of a store that has no
   * files. One walk for all stores: some 5 us a file.
   */
  Map<String, Long> sizes() {
    Map<String, Long> bytes = new HashMap<>();
    for (File application : applications) {
      for (File task : in(application)) {
        for (File store : in(new File(task, "rocksdb"))) {
          for (File file : in(store)) bytes.merge(store.getName(), file.length(), Long::sum);
        }
      }
    }
    return bytes;
  }

  /** What is gone meanwhile, or is no directory, holds nothing. */
  private static File[] in(File directory) {
    File[] files = directory.listFiles();
    return files == null ? new File[0] : files;
  }
}
