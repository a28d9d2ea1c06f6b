package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A repeated activity, in a backtest")
class RecommendRepeatedTest {
  private static final ActivitySettings SOME =
      new ActivitySettings(7, LocalDate.parse("2026-01-01"), 10, 60, 100);
  private static final List<String> IDS = List.of("--set", "activity.id=event_id");

  private final List<String> once = new ArrayList<>();
  private final List<String> twice = new ArrayList<>();
  private int repeated;

  @TempDir private Path directory;

  @BeforeEach
  void simulate() {
    once.add("event_id,user_id,item_id,event,value,timestamp");
    twice.addAll(once);
    List<String> late = new ArrayList<>();
    new ActivitySimulator(SOME)
        .run(
            activity -> {
              int number = once.size();
              String line =
                  "a%d,%s,%s,%s,1,%d"
                      .formatted(
                          number,
                          activity.user(),
                          activity.item(),
                          activity.type(),
                          activity.time() / 1000);
              once.add(line);
              twice.add(line);
              if (number % 5 == 0) late.add(line);
              if (number % 40 == 0) {
                twice.addAll(late);
                repeated += late.size();
                late.clear();
              }
            });
  }

  @Test
  void isCountedAndChangesNothing() throws IOException {
    assertThatRepeatsChangeNothing("backtest");
  }

  @Test
  void inLockstepTooIsCountedAndChangesNothing() throws IOException {
    assertThatRepeatsChangeNothing("backtest", "--lockstep", "1d");
  }

  @Test
  void isLeftOutOfAComparison() throws IOException {
    JsonNode expected = run(once, "compare", IDS).json().at("/variants/0/metrics");
    assertThat(expected.get("tests").intValue()).isPositive();
    assertThat(run(twice, "compare", IDS).json().at("/variants/0/metrics")).isEqualTo(expected);
  }

  @Test
  void countsAgainWhereNoIdTellsItFromOthers() throws IOException {
    JsonNode found = run(twice, "backtest", List.of()).json();
    assertThat(found.get("repeated").intValue()).isZero();
    assertThat(found.at("/model/lessons").intValue()).isEqualTo(twice.size() - 1);
  }

  private void assertThatRepeatsChangeNothing(String command, String... more) throws IOException {
    List<String> settings = new ArrayList<>(IDS);
    settings.addAll(List.of(more));
    ObjectNode expected = (ObjectNode) run(once, command, settings).json();
    ObjectNode found = (ObjectNode) run(twice, command, settings).json();
    assertThat(found.get("repeated").intValue()).isEqualTo(repeated).isPositive();
    assertThat(expected.get("repeated").intValue()).isZero();
    assertThat(expected.at("/metrics/tests").intValue()).isPositive();
    List<String> ofTheFile = List.of("events", "repeated", "elapsed_seconds", "events_per_second");
    assertThat(found.remove(ofTheFile)).isEqualTo(expected.remove(ofTheFile));
  }

  private Printed run(List<String> lines, String command, List<String> more) throws IOException {
    Path events = Files.write(directory.resolve("activity.csv"), lines);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(command, "--pipeline", "recommendations.yaml"));
    arguments.addAll(List.of("--events", events.toString(), "--json"));
    arguments.addAll(List.of("--set", "recommend.repeats.show=true"));
    arguments.addAll(more);
    return Printed.of(arguments.toArray(String[]::new));
  }
}
