package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What stores take on disk")
class StateDirectoryTest {
  @TempDir private Path directory;

  @Test
  void isTheSumOverTheirTasksAndApplications() throws IOException {
    write("scoring/0_0/rocksdb/shop/1.sst", 5);
    write("scoring/0_1/rocksdb/shop/1.sst", 7);
    write("scoring/0_1/rocksdb/shop/LOG", 1);
    write("learning/1_0/rocksdb/join/1.sst", 11);
    write("other/1_0/rocksdb/join/1.sst", 100);
    assertThat(new StateDirectory(directory, List.of("scoring", "learning")).sizes())
        .isEqualTo(Map.of("shop", 13L, "join", 11L));
  }

  @Test
  void isNothingWhereThereAreNone() {
    assertThat(new StateDirectory(directory, List.of("scoring")).sizes()).isEmpty();
  }

  private void write(String file, int bytes) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, new byte[bytes]);
  }
}
