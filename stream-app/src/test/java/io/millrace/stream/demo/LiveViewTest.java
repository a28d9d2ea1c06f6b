package io.millrace.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.stream.http.ReplicaState.Quality;
import io.millrace.stream.observe.NewestLists;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The live view")
class LiveViewTest {
  private static final int NARROWEST_TERMINAL = 80;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @Test
  void drawsLinesThatFitAnyTerminalEvenWithGreatNumbers() throws JsonProcessingException {
    LiveView view = new LiveView(new PrintStream(shown, true, UTF_8), true);
    view.show(moment(Duration.ofSeconds(30), 987_654_321), false);
    assertThat(plain().lines()).allMatch(line -> line.length() < NARROWEST_TERMINAL);
    assertThat(plain())
        .contains(
            "AUC ROC 0.912",
            "lag 3 records",
            "first 10 0.250, as told 0.220",
            "u17: Red kettle 4 because of Blue jug 12; White lamp 7",
            "event 4711",
            "amount = 244 (+1.1)");
  }

  @Test
  void drawsInPlace() throws JsonProcessingException {
    LiveView view = new LiveView(new PrintStream(shown, true, UTF_8), true);
    view.show(moment(Duration.ofSeconds(1), 10), false);
    long lines = shown.toString(UTF_8).lines().filter(line -> line.endsWith("\033[K")).count();
    view.show(moment(Duration.ofSeconds(2), 20), false);
    assertThat(shown.toString(UTF_8)).contains("\033[" + lines + "A");
  }

  @Test
  void saysALineNowAndThenWhereThereIsNoTerminal() throws JsonProcessingException {
    LiveView view = new LiveView(new PrintStream(shown, true, UTF_8), false);
    for (int i = 0; i < 10; i++) view.show(moment(Duration.ofSeconds(1), 4_000), false);
    assertThat(shown.toString(UTF_8).lines()).hasSize(3);
    assertThat(shown.toString(UTF_8))
        .contains(
            "4,000 events sent",
            "alert  2026-09-01 10:00  event 4711  score 0.930: amount = 244 (+1.1), customer_id",
            "list   u17: Red kettle 4 because of Blue jug 12; White lamp 7")
        .doesNotContain("\033");
  }

  private String plain() {
    return shown.toString(UTF_8).replaceAll("\033\\[[0-9]*[a-zA-Z]", "");
  }

  private static DemoMoment moment(Duration passed, long events) throws JsonProcessingException {
    String alert =
        """
        {"event_id": "4711", "event_time": "2026-09-01T10:00:00Z", "score": 0.93,
         "reasons": [{"feature": "amount", "value": "244", "contribution": 1.13},
                     {"feature": "customer_id.ratio(amount).30d*customer_id.max(amount).7d",
                      "value": "12.5 x in all the days before", "contribution": -0.7}]}
        """;
    return new DemoMoment(
        "scoring and learning",
        passed,
        Duration.ofSeconds(60),
        Instant.parse("2026-09-01T12:00:00Z"),
        123,
        events / 3.0,
        events,
        events,
        events,
        events,
        events,
        events,
        new Quality(50_000, 0.912, 0.654, 0.045, 0.01, 0.002, ConstantRate.inHindsight(0.01)),
        events,
        3,
        0.5,
        List.of(new ObjectMapper().readTree(alert)),
        "127.0.0.1:8080",
        new ListDemo.Lists(
            events, events, 150, events, 0.25, 0.22, events, 0, Optional.of(list())));
  }

  private static NewestLists.MadeList list() {
    return new NewestLists.MadeList(
        "u17",
        0,
        List.of(
            new NewestLists.Item("Red kettle 4", "Blue jug 12"),
            new NewestLists.Item("White lamp 7", "")));
  }
}
