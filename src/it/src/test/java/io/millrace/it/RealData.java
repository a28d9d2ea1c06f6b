package io.millrace.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The handbook's published transactions, beside the repository where somebody put them. */
final class RealData {
  private static final String FILE = "shared/data/handbook-2018-04-to-08.csv.gz";

  private RealData() {}

  /** The file; without it the test is skipped with the place it was looked for. */
  static Path orSkip() {
    Path file = repository().resolveSibling(FILE).toAbsolutePath();
    Required.REAL_DATA.orSkip(
        Files.isRegularFile(file)
            ? Optional.empty()
            : Optional.of("no file ../" + FILE + " beside the repository " + repository()));
    return file;
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
