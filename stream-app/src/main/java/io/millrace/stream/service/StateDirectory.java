package io.millrace.stream.service;

import io.millrace.stream.topic.LogTopics;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the local stores of some applications are: {@code state_dir}. How much they take is asked
 * by listing their files, so that it never meets a store that is just being closed; what is in
 * memory only is not in it.
 */
final class StateDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  /** Where a changelog still tells of everything that was deleted after it, twice over. */
  static final Duration TRUSTED = LogTopics.DELETES_TOLD.dividedBy(2);

  private static final String WRITTEN = ".sst";

  private static final String STORES = "rocksdb";

  /** Streams locks it while it is at work. */
  private static final String LOCK = ".lock";

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

  /**
   * Drops the stores of tasks that were last written long ago; Streams then rebuilds them from
   * their changelogs. Brought up to date they would keep what was deleted meanwhile, for a
   * changelog tells of a deletion for {@link LogTopics#DELETES_TOLD} only: an event that waited
   * when the instance was stopped, and was closed and forgotten since, would be learnt again.
   *
   * <p>A store is as old as its newest table: what came after it was in memory. One without any
   * begins at the beginning anyway. Streams' own {@code state.cleanup.dir.max.age.ms} (4.3.1) asks
   * when the directory around the stores was changed, which is when they were made.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  void dropForgotten(Instant now) {
    for (File application : applications) {
      if (!application.isDirectory()) continue;
      try (FileChannel channel =
              FileChannel.open(
                  application.toPath().resolve(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) dropForgotten(application, now);
      } catch (OverlappingFileLockException atWork) {
        LOG.debug("{} is at work", application, atWork);
      } catch (IOException e) {
        throw new UncheckedIOException("state_dir: cannot look at " + application, e);
      }
    }
  }

  private static void dropForgotten(File application, Instant now) throws IOException {
    for (File task : in(application)) {
      Optional<File> oldest =
          Stream.of(in(new File(task, STORES)))
              .filter(store -> newestTable(store) > 0)
              .min(Comparator.comparingLong(StateDirectory::newestTable));
      if (oldest.isEmpty()) continue;
      Duration age = Duration.between(Instant.ofEpochMilli(newestTable(oldest.get())), now);
      if (age.compareTo(TRUSTED) <= 0) continue;
      LOG.info(
          "{}: store {} of task {} was last written {} h ago, its changelog may not tell of all that"
              + " was deleted since; the task's stores are rebuilt from the beginning",
          application.getName(),
          oldest.get().getName(),
          task.getName(),
          age.toHours());
      Utils.delete(task);
    }
  }

  private static long newestTable(File store) {
    long newest = 0;
    for (File file : in(store)) {
      if (file.getName().endsWith(WRITTEN)) newest = Math.max(newest, file.lastModified());
    }
    return newest;
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
        for (File store : in(new File(task, STORES))) {
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
