package io.millrace.stream.service;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much the stores of some applications take on disk. Asked by listing their files, so that it
 * never meets a store that is just being closed; what is in memory only is not in it.
 */
final class StateSize {
  private final List<File> applications = new ArrayList<>();

  /**
   * @param directory {@code state_dir}
   * @param ids of the applications
   */
  StateSize(Path directory, List<String> ids) {
    ids.forEach(id -> applications.add(directory.resolve(id).toFile()));
  }

  /** Bytes of a store over all tasks that are or lately were here; 0 where there are none. */
  double of(String store) {
    double bytes = 0;
    for (File application : applications) {
      for (File task : in(application)) {
        for (File file : in(new File(task, "rocksdb/" + store))) bytes += file.length();
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
