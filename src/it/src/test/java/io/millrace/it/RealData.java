package io.millrace.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Published data, beside the repository where somebody put it. */
final class RealData {
  private static final String FOLDER = "shared/data/";

  private RealData() {}

  /** The handbook's transactions; without the file the test is skipped, as below. */
  static Path orSkip() {
    return fileOrSkip("handbook-2018-04-to-08.csv.gz");
  }

  /** A file; without it the test is skipped with the place it was looked for. */
  static Path fileOrSkip(String name) {
    Path file = repository().resolveSibling(FOLDER + name).toAbsolutePath();
    Required.REAL_DATA.orSkip(
        Files.isRegularFile(file)
            ? Optional.empty()
            : Optional.of(
                "no file ../" + FOLDER + name + " beside the repository " + repository()));
    return file;
  }

  /** The lines of a gzipped file. */
  static BufferedReader lines(Path gzipped) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(gzipped)), StandardCharsets.UTF_8));
  }

  /** The directory that holds the launcher; tests run in their module's. */
  private static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory.getParent() != null && !Files.exists(directory.resolve("CHANGELOG.md"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
