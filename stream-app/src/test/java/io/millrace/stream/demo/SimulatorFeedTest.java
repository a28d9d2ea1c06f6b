package io.millrace.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.KnownLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The simulated feed")
class SimulatorFeedTest {
  private static final SimulatorSettings WORLD =
      SimulatorSettings.sized(5, LocalDate.of(2018, 4, 1), 30, 300, 2_500);
  private static final List<FeedRow> ROWS = rows();
  private static final Map<String, List<FeedRow>> BY_ID =
      ROWS.stream().filter(row -> row.id() != null).collect(Collectors.groupingBy(FeedRow::id));

  @Test
  void hasEveryTransactionInTheOrderOfTime() {
    List<String> ids =
        new TransactionSimulator(WORLD).stream().map(t -> Long.toString(t.id())).toList();
    assertThat(BY_ID.keySet()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ROWS).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
  }

  @Test
  void isKeyedByTheCustomerAndHidesTheTruth() {
    FeedRow row = ROWS.get(0);
    assertThat(new String(row.json(), UTF_8))
        .startsWith("{\"transaction_id\":\"0\",\"datetime\":\"2018-04-01T")
        .contains("\"customer_id\":\"" + row.key() + "\"")
        .doesNotContain("fraud", "scenario");
  }

  @Test
  void tellsAllFraudAndHalfOfWhatIsGenuine() {
    Map<String, Boolean> fraud = new HashMap<>();
    new TransactionSimulator(WORLD).forEach(t -> fraud.put(Long.toString(t.id()), t.fraud()));
    BY_ID.forEach(
        (id, rows) -> {
          if (rows.size() > 1) return;
          String told = rows.get(0).label();
          if (fraud.get(id)) assertThat(told).isEqualTo("1");
          else if (Long.parseLong(id) % 2 == 0) assertThat(told).isEqualTo("0");
          else assertThat(told).isNull();
        });
    assertThat(fraud).containsValue(true);
  }

  @Test
  void holdsEveryOddityAtLeastOnce() {
    Set<String> poison = new HashSet<>();
    for (FeedRow row : ROWS) {
      if (row.id() == null) poison.add(new String(row.json(), UTF_8).substring(0, 9));
    }
    assertThat(poison).containsExactlyInAnyOrder("{not json", "{\"datetim", "{\"transac");
    List<List<FeedRow>> repeats = BY_ID.values().stream().filter(rows -> rows.size() > 1).toList();
    assertThat(repeats).hasSizeGreaterThanOrEqualTo(6).allMatch(rows -> rows.size() == 2);
    assertThat(repeats)
        .anySatisfy(rows -> assertThat(rows.get(0).label()).isEqualTo(rows.get(1).label()));
    assertThat(repeats)
        .anySatisfy(rows -> assertThat(rows.get(0).label()).isNotEqualTo(rows.get(1).label()));
    assertThat(repeats)
        .anySatisfy(
            rows -> {
              assertThat(rows.get(0).label()).isNull();
              assertThat(Duration.ofMillis(rows.get(1).time() - rows.get(0).time())).hasDays(2);
            });
    assertThat(repeats)
        .allSatisfy(rows -> assertThat(rows.get(1).json()).isEqualTo(rows.get(0).json()));
  }

  @Test
  void isTheSameEveryTime() {
    List<FeedRow> again = rows();
    assertThat(again).hasSameSizeAs(ROWS);
    for (int i = 0; i < again.size(); i++) {
      assertThat(again.get(i).json()).isEqualTo(ROWS.get(i).json());
    }
  }

  @Test
  void canBeginLater() {
    SimulatorFeed late = new SimulatorFeed(WORLD, 10, () -> false);
    assertThat(Instant.ofEpochMilli(late.next().time()))
        .isBetween(Instant.parse("2018-04-11T00:00:00Z"), Instant.parse("2018-04-12T00:00:00Z"));
  }

  @Test
  void endsWhenItIsTold() {
    SimulatorFeed feed = new SimulatorFeed(WORLD, () -> true);
    assertThat(feed.next()).isNull();
  }

  @Test
  void hasLabelsOfNothingAndLabelsThatMeanNothing() {
    List<KnownLabel> strays = SimulatorFeed.strayLabels(WORLD);
    assertThat(strays).extracting(KnownLabel::value).contains("1", "perhaps");
    assertThat(strays).extracting(KnownLabel::id).doesNotContainAnyElementsOf(BY_ID.keySet());
  }

  @Test
  void ofTheDemoEndsAtOrBeforeNow() {
    DemoOptions options =
        new DemoOptions(
            Path.of("fraud.yaml"),
            Duration.ofSeconds(60),
            4_000,
            0,
            Guarantee.EXACTLY_ONCE,
            Optional.empty(),
            1);
    LocalDate today = LocalDate.of(2026, 11, 21);
    SimulatorSettings world = DemoWorld.of(options, today).settings();
    Instant end = world.start().plusDays(world.days()).atStartOfDay().toInstant(ZoneOffset.UTC);
    assertThat(end).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(world.days()).isGreaterThan(100);
  }

  private static List<FeedRow> rows() {
    List<FeedRow> rows = new ArrayList<>();
    SimulatorFeed feed = new SimulatorFeed(WORLD, () -> false);
    for (FeedRow row = feed.next(); row != null; row = feed.next()) rows.add(row);
    return rows;
  }
}
