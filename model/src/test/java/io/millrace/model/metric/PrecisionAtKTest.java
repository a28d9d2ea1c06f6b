package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Precision at k")
class PrecisionAtKTest {
  private static final String MONDAY = "2018-08-06T12:00:00Z";
  private static final String TUESDAY = "2018-08-07T12:00:00Z";

  private PrecisionAtK precision = new PrecisionAtK(2, ZoneOffset.UTC);

  @Test
  void isTheShareOfPositivesAmongTheKMostSuspicious() {
    add(MONDAY, "a", 0.9, true);
    add(MONDAY, "b", 0.8, false);
    add(MONDAY, "c", 0.7, true);
    assertThat(precision.value()).isEqualTo(0.5);
  }

  @Test
  void anEntityCountsOnceADayWithItsHighestScore() {
    add(MONDAY, "a", 0.9, false);
    add(MONDAY, "a", 0.1, true); // its positive is another event of the same day
    add(MONDAY, "b", 0.8, true);
    add(MONDAY, "c", 0.85, false);
    assertThat(precision.value()).isEqualTo(0.5);
  }

  @Test
  void anEntityOnceFoundIsLeftOutOnTheFollowingDays() {
    add(MONDAY, "a", 0.9, true);
    add(TUESDAY, "a", 0.9, true);
    add(TUESDAY, "b", 0.5, true);
    add(TUESDAY, "c", 0.4, true);
    assertThat(precision.value()).isEqualTo((0.5 + 1) / 2);
  }

  @Test
  void aTieCountsAgainstTheScorer() {
    add(MONDAY, "a", 0.5, true);
    add(MONDAY, "b", 0.5, false);
    add(MONDAY, "c", 0.5, false);
    assertThat(precision.value()).isZero();
  }

  @Test
  void daysBeginAtMidnightOfTheZone() {
    precision = new PrecisionAtK(1, ZoneId.of("Asia/Tokyo"));
    add("2018-08-06T14:59:00Z", "a", 0.9, true); // Monday 23:59 in Tokyo
    add("2018-08-06T15:00:00Z", "b", 0.8, true); // Tuesday 00:00
    assertThat(precision.value()).isEqualTo(1);
  }

  @Test
  void withoutEventsThereIsNoPrecision() {
    assertThat(precision.value()).isNaN();
  }

  @Test
  void aKBelowOneIsRefused() {
    assertThatThrownBy(() -> new PrecisionAtK(0, ZoneOffset.UTC))
        .hasMessageContaining("precision_at = 0, expected 1 or more");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalsSortingEveryDayInFull(long seed) {
    Random random = new Random(seed);
    Map<Long, Map<String, double[]>> days = new HashMap<>();
    precision = new PrecisionAtK(20, ZoneOffset.UTC);
    for (int i = 0; i < 5_000; i++) {
      long day = 17_000 + random.nextInt(9);
      String entity = "e" + random.nextInt(400);
      double score = random.nextDouble();
      boolean positive = random.nextDouble() < score / 5;
      precision.add(day * 86_400_000 + random.nextInt(86_400_000), entity, score, positive);
      days.computeIfAbsent(day, d -> new HashMap<>())
          .merge(
              entity,
              new double[] {score, positive ? 1 : 0},
              (a, b) -> new double[] {Math.max(a[0], b[0]), Math.max(a[1], b[1])});
    }
    assertThat(precision.value()).isCloseTo(naive(days), within(1e-12));
  }

  private static double naive(Map<Long, Map<String, double[]>> days) {
    Set<String> found = new HashSet<>();
    double sum = 0;
    for (long day : days.keySet().stream().sorted().toList()) {
      List<Map.Entry<String, double[]>> looked =
          days.get(day).entrySet().stream()
              .filter(entry -> !found.contains(entry.getKey()))
              .sorted(Comparator.comparingDouble(entry -> -entry.getValue()[0]))
              .limit(20)
              .filter(entry -> entry.getValue()[1] == 1)
              .toList();
      sum += looked.size() / 20.0;
      looked.forEach(entry -> found.add(entry.getKey()));
    }
    return sum / days.size();
  }

  private void add(String time, String entity, double score, boolean positive) {
    precision.add(Instant.parse(time).toEpochMilli(), entity, score, positive);
  }
}
