package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The directory of the local stores")
class StateDirectoryTest {
  @TempDir private Path directory;

  @Test
  void takesTheSumOverItsTasksAndApplications() throws IOException {
    write("scoring/0_0/rocksdb/shop/1.sst", 5);
    write("scoring/0_1/rocksdb/shop/1.sst", 7);
    write("scoring/0_1/rocksdb/shop/LOG", 1);
    write("learning/1_0/rocksdb/join/1.sst", 11);
    write("other/1_0/rocksdb/join/1.sst", 100);
    assertThat(new StateDirectory(directory, List.of("scoring", "learning")).sizes())
        .isEqualTo(Map.of("shop", 13L, "join", 11L));
  }

  @Test
  void takesNothingWhereThereAreNone() {
    assertThat(new StateDirectory(directory, List.of("scoring")).sizes()).isEmpty();
  }

  /** At that age a changelog may have forgotten what was deleted since. */
  @Test
  void losesATaskWhoseOldestStoreWasWrittenLongAgo() throws IOException {
    write("scoring/0_0/rocksdb/shop/1.sst", 5);
    write("scoring/0_1/rocksdb/shop/1.sst", 7);
    write("scoring/0_1/rocksdb/card/2.sst", 7);
    write("scoring/0_2/rocksdb/shop/LOG", 1);
    write("other/0_1/rocksdb/shop/1.sst", 100);
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    written("scoring/0_0/rocksdb/shop/1.sst", now.minus(StateDirectory.TRUSTED));
    written("scoring/0_1/rocksdb/shop/1.sst", now.minus(StateDirectory.TRUSTED).minusSeconds(1));
    written("scoring/0_2/rocksdb/shop/LOG", now.minus(Duration.ofDays(9)));
    written("other/0_1/rocksdb/shop/1.sst", now.minus(Duration.ofDays(9)));
    StateDirectory state = new StateDirectory(directory, List.of("scoring", "learning"));
    state.dropForgotten(now);
    assertThat(state.sizes()).isEqualTo(Map.of("shop", 6L));
    assertThat(directory.resolve("other/0_1/rocksdb/shop/1.sst")).exists();
  }

  /** What has the stores open may have had nothing to write for days. */
  @Test
  void isLeftAloneWhileAnApplicationIsAtWorkThere() throws IOException {
    write("scoring/0_0/rocksdb/shop/1.sst", 5);
    written("scoring/0_0/rocksdb/shop/1.sst", Instant.EPOCH.plusSeconds(1));
    StateDirectory state = new StateDirectory(directory, List.of("scoring"));
    try (FileChannel lock =
        FileChannel.open(
            directory.resolve("scoring/.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock();
      state.dropForgotten(Instant.now());
      assertThat(state.sizes()).isEqualTo(Map.of("shop", 5L));
    }
    state.dropForgotten(Instant.now());
    assertThat(state.sizes()).isEmpty();
  }

  private void written(String file, Instant at) throws IOException {
    Files.setLastModifiedTime(directory.resolve(file), FileTime.from(at));
  }

  private void write(String file, int bytes) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, new byte[bytes]);
  }
}
