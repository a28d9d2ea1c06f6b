package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that a release wrote are kept for ever: every later one must read them. How they are made,
 * once a release: {@code src/docs/formats.md}.
 */
@DisplayName("Formats that outlive a release")
class GoldenFilesTest {
  private static final Path ALL = Path.of("src/test/resources/golden");
  private static final String RELEASE = "0.1.0";
  private static final boolean WRITE = Boolean.getBoolean("golden.write");

  @BeforeAll
  static void write() throws IOException {
    if (!WRITE) return;
    Path release = Files.createDirectories(ALL.resolve(RELEASE));
    for (Format format : Formats.all()) {
      Files.write(release.resolve(format.file()), format.bytes());
    }
  }

  static Stream<Format> now() {
    return Formats.all().stream();
  }

  @ParameterizedTest
  @MethodSource("now")
  void areWrittenByThisReleaseAsItsFilesSay(Format format) throws IOException {
    assertThat(Files.readAllBytes(ALL.resolve(RELEASE).resolve(format.file())))
        .as("a changed format is another release's: src/docs/formats.md")
        .isEqualTo(format.bytes());
  }

  /** Every file of every release, and the thing that it must be read as. */
  static Stream<Arguments> kept() throws IOException {
    List<Arguments> kept = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ALL)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        kept.add(
            new Arguments(
                ALL.relativize(file).toString(),
                file,
                Formats.all().stream()
                    .filter(format -> file.endsWith(format.file()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("nobody reads " + file))));
      }
    }
    return kept.stream();
  }

  record Arguments(String name, Path file, Format format) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void areReadFromEveryReleaseThereWas(Arguments kept) throws IOException {
    kept.format().check().accept(Files.readAllBytes(kept.file()));
  }

  @Test
  void areNotWrittenByTheWay() {
    assumeFalse(WRITE);
    assertThat(ALL.resolve(RELEASE)).isNotEmptyDirectory();
  }
}
