package io.millrace.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A pipeline is data: the engine speaks of events, entities and labels. The simulator, the commands
 * and the pipelines that ship may say what the events are.
 */
@DisplayName("The engine")
class EngineWordsTest {
  private static final Path MODEL = Path.of("..", "model", "src", "main");
  private static final Path SERVICE = Path.of("src", "main");
  private static final Set<String> MAY_SAY = Set.of("demo", "cli", "resources");

  private static final Set<String> OF_ONE_TRADE =
      Set.of(
          "fraud",
          "frauds",
          "fraudulent",
          "card",
          "cards",
          "terminal",
          "terminals",
          "payment",
          "payments",
          "chargeback",
          "chargebacks",
          "merchant",
          "merchants");

  /** A citation. */
  private static final String HANDBOOK = "Fraud Detection Handbook";

  private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])");

  @Test
  void saysNoWordOfWhatItsEventsAre() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path root : List.of(MODEL, SERVICE)) {
      for (Path file : files(root)) found.addAll(wordsOfATrade(file));
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).filter(EngineWordsTest::isEngine).sorted().toList();
    }
  }

  private static boolean isEngine(Path file) {
    for (Path part : file) {
      if (MAY_SAY.contains(part.toString())) return false;
    }
    return true;
  }

  private static List<String> wordsOfATrade(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace(HANDBOOK, "");
      for (String word : words(line)) {
        if (OF_ONE_TRADE.contains(word)) found.add(file + ":" + (i + 1) + ": " + word);
      }
    }
    return found;
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(MatchResult::group)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void isReadWordByWord() {
    assertThat(words("cardHistories BY_CARD discard wildcard fooTerminal e.g. fraud"))
        .containsExactly(
            "card",
            "histories",
            "by",
            "card",
            "discard",
            "wildcard",
            "foo",
            "terminal",
            "e",
            "g",
            "fraud");
  }
}
