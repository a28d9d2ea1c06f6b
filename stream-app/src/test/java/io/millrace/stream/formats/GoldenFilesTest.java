package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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

  /** Kinds whose variants have a file each, and the words for nothing. */
  private static final Set<String> VARIED =
      Set.of("replica-logistic", "replica-forest", "replica-none", "replica-drift-none");

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
    return Formats.all().stream().filter(Format::exact);
  }

  /** By the words of a pipeline file, so that whoever adds one is asked for its file. */
  static Stream<String> kinds() throws IOException {
    JsonNode schema;
    try (InputStream in = Formats.class.getResourceAsStream("/pipeline.schema.json")) {
      schema = new ObjectMapper().readTree(in).path("$defs");
    }
    return Stream.of(
            words("replica-", schema.at("/learner/oneOf")),
            words("replica-", schema.at("/logistic/properties/update/enum")),
            words("replica-", schema.at("/forest/properties/method/enum")),
            words("replica-", schema.at("/pipeline/properties/calibrate/enum")),
            words("replica-drift-", schema.at("/drift/properties/detector/enum")),
            words("replica-drift-", schema.at("/drift/properties/reaction/enum")),
            words(
                "recommender-", schema.at("/recommend_pipeline/properties/generators/items/oneOf")))
        .flatMap(words -> words)
        .filter(file -> !VARIED.contains(file));
  }

  private static Stream<String> words(String prefix, JsonNode among) {
    assertThat(among).as("words of " + prefix).isNotEmpty();
    return StreamSupport.stream(among.spliterator(), false)
        .map(word -> word.isTextual() ? word.asText() : word.path("$ref").asText())
        .map(word -> prefix + word.substring(word.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void areThereForEveryLearnerCalibratorDetectorReactionAndGenerator(String file) {
    assertThat(Formats.all()).extracting(Format::file).contains(file);
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
