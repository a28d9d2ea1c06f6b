package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A timeline")
class TimelineTest {
  private static final int[] FIRST = {0};
  private static final long NEVER = Long.MIN_VALUE;

  private record Entry(long time, float number) {}

  @ParameterizedTest
  @CsvSource({
    "1, 1000, 0.0625",
    "2, 4000, 0.0625",
    "3, 20000, 0.125",
    "4, 200000, 0.125",
  })
  void keepsTheCountOfEveryWindowWithinItsBound(long seed, int entries, double bound) {
    Random random = new Random(seed);
    Timeline timeline = new Timeline(1, false, false);
    List<Entry> all = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < entries; i++) {
      // Bursts: most gaps are short, a few a thousand times longer.
      time += 1 + random.nextInt(random.nextInt(100) == 0 ? 1_000_000 : 1_000);
      float number = 1 + 10 * random.nextFloat();
      all.add(new Entry(time, number));
      timeline.add(time, new double[] {number}, FIRST);
      if (i % (entries / 10) == entries / 10 - 1) {
        assertWindows(random, timeline, all, bound);
      }
    }
    assertThat(timeline.size()).isLessThanOrEqualTo(Timeline.CAPACITY);
    assertThat(timeline.isExact()).isFalse();
  }

  private static void assertWindows(
      Random random, Timeline timeline, List<Entry> all, double bound) {
    long now = all.get(all.size() - 1).time();
    float least = Float.MAX_VALUE;
    for (Entry entry : all) {
      least = Math.min(least, entry.number());
    }
    for (int i = 0; i < 50; i++) {
      long start = (long) (now - now * Math.pow(random.nextDouble(), 6)) - 1;
      List<Entry> inside = all.stream().filter(e -> e.time() > start).toList();
      Tally taken = timeline.extend(timeline.upTo(now), new Tally(), 0, start, now);
      assertThat(taken.count).isCloseTo(inside.size(), within(bound * inside.size()));
      double sum = inside.stream().mapToDouble(Entry::number).sum();
      // No number is more than 11 times another.
      assertThat(taken.sum).isCloseTo(sum, within(11 * bound * sum));
      if (!inside.isEmpty()) {
        float min = (float) inside.stream().mapToDouble(Entry::number).min().orElseThrow();
        assertThat(taken.min).isBetween(least, min);
      }
    }
  }

  @Test
  void keepsTheStatisticsOfAllItsEntriesWhenTheyAreMerged() {
    Random random = new Random(5);
    Timeline timeline = new Timeline(1, false, false);
    double sum = 0;
    double squares = 0;
    float min = Float.MAX_VALUE;
    float max = -Float.MAX_VALUE;
    int n = 0;
    for (int i = 0; i < 5000; i++) {
      float number =
          random.nextInt(9) == 0 ? Float.NaN : (float) (1000 + 20 * random.nextGaussian());
      timeline.add(i * 1000L, new double[] {number}, FIRST);
      if (!Float.isNaN(number)) {
        n++;
        sum += number;
        squares += (double) number * number;
        min = Math.min(min, number);
        max = Math.max(max, number);
      }
    }
    Tally all = timeline.extend(timeline.upTo(5_000_000), new Tally(), 0, -1, 5_000_000);
    assertThat(all.count).isEqualTo(5000);
    assertThat(all.n).isEqualTo(n);
    assertThat(all.sum).isCloseTo(sum, within(1e-5 * sum));
    double deviation = Math.sqrt((squares - sum * sum / n) / (n - 1));
    assertThat(all.deviation()).isCloseTo(deviation, within(0.01 * deviation));
    assertThat(all.min).isEqualTo(min);
    assertThat(all.max).isEqualTo(max);
  }

  @Test
  void isExactAsLongAsItsCapacityHolds() {
    Timeline timeline = new Timeline(1, false, false);
    for (int i = 0; i < Timeline.CAPACITY; i++) {
      timeline.add(i, new double[] {i}, FIRST);
    }
    assertThat(timeline.isExact()).isTrue();
    timeline.add(Timeline.CAPACITY, new double[] {1}, FIRST);
    assertThat(timeline.isExact()).isFalse();
    assertThat(timeline.size()).isLessThanOrEqualTo(Timeline.THINNED);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void losesNothingThatComesLate(long seed) {
    Random random = new Random(seed);
    Timeline timeline = new Timeline(1, false, false);
    for (int i = 0; i < 3000; i++) {
      long time = Math.max(0, i * 1000L - (random.nextInt(4) == 0 ? random.nextInt(3_000_000) : 0));
      timeline.add(time, new double[] {1}, FIRST);
    }
    Tally all = timeline.extend(timeline.upTo(3_000_000), new Tally(), 0, -1, 3_000_000);
    assertThat(all.count).isEqualTo(3000);
    assertThat(all.sum).isEqualTo(3000);
  }

  @Test
  void countsAnEntryEarlierThanAllBuckets() {
    Timeline timeline = new Timeline(1, false, false);
    for (int i = 0; i < 300; i++) {
      timeline.add(10_000 + i, new double[] {1}, FIRST);
    }
    timeline.add(5, new double[] {7}, FIRST);
    assertThat(timeline.extend(timeline.upTo(20_000), new Tally(), 0, 4, 20_000).sum)
        .isEqualTo(307);
    assertThat(timeline.newestUpTo(5, NEVER)).isEqualTo(5);
    assertThat(timeline.newestUpTo(4, NEVER)).isEqualTo(NEVER);
  }

  @Test
  void holdsEntriesUpToAlmostFiftyDaysApart() {
    Timeline timeline = new Timeline(1, false, false);
    timeline.add(1_000, new double[] {1}, FIRST);
    timeline.add(1_000 + Timeline.NARROW, new double[] {2}, FIRST);
    timeline.add(500 + Timeline.NARROW, new double[] {3}, FIRST);
    assertThat(timeline.newestUpTo(2_000, NEVER)).isEqualTo(1_000);
    timeline.dropUpTo(1_000, NEVER);
    timeline.add(2_000 + Timeline.NARROW, new double[] {4}, FIRST);
    assertThat(timeline.newestUpTo(Long.MAX_VALUE, NEVER)).isEqualTo(2_000 + Timeline.NARROW);
    assertThat(timeline.newestUpTo(800 + Timeline.NARROW, NEVER)).isEqualTo(500 + Timeline.NARROW);
  }

  @Test
  void dropsWhatIsOverAndTellsHowFarItReached() {
    Timeline timeline = new Timeline(1, false, false);
    for (int i = 1; i <= 10; i++) {
      timeline.add(i * 10, new double[] {1}, FIRST);
    }
    assertThat(timeline.dropUpTo(30, NEVER)).isEqualTo(30);
    assertThat(timeline.dropUpTo(35, 30)).isEqualTo(30);
    assertThat(timeline.size()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10})
  void keepsLabelsOfEveryWindowWithinItsBound(long seed) {
    Random random = new Random(seed);
    Timeline labels = new Timeline(1, true, true);
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      boolean positive = random.nextInt(4) == 0;
      all.add(new Entry(i * 1000L, positive ? 1 : 0));
      labels.add(i * 1000L, random.nextInt() & ~1 | (positive ? 1 : 0));
    }
    for (int i = 0; i < 200; i++) {
      long start = random.nextInt(4_000_000);
      List<Entry> inside = all.stream().filter(e -> e.time() > start).toList();
      double positives = inside.stream().mapToDouble(Entry::number).sum();
      Tally taken =
          labels.extend(labels.upTo(Long.MAX_VALUE), new Tally(), 0, start, Long.MAX_VALUE);
      double bound = inside.size() / 16.0;
      assertThat(taken.count).isCloseTo(inside.size(), within(bound));
      assertThat(taken.sum).isCloseTo(positives, within(bound));
    }
  }

  @Test
  void takesOutATaggedEntryOnce() {
    Timeline labels = new Timeline(1, true, true);
    labels.add(10, 6);
    labels.add(20, 6);
    labels.add(30, 9);
    assertThat(labels.remove(6, ~0)).isTrue();
    assertThat(labels.newestUpTo(25, NEVER)).isEqualTo(10);
    assertThat(labels.remove(6, ~0)).isTrue();
    assertThat(labels.remove(6, ~0)).isFalse();
    assertThat(labels.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 256, 257, 5000})
  void goesOnFromItsBytesAsIfNothingHadHappened(int entries) {
    Timeline original = new Timeline(2, false, false);
    int[] slots = {1, 0};
    for (int i = 0; i < entries; i++) {
      original.add(i * 7919L % 100_000, new double[] {i, -i}, slots);
    }
    Timeline restored = new Timeline(2, false, false);
    restored.read(new StateReader(bytes(original)));
    for (int i = 0; i < 300; i++) {
      original.add(100_000 + i * 31L % 977, new double[] {i, 2 * i}, slots);
      restored.add(100_000 + i * 31L % 977, new double[] {i, 2 * i}, slots);
      assertThat(bytes(restored)).isEqualTo(bytes(original));
    }
  }

  @Test
  void refusesMoreEntriesThanItCanHold() {
    byte[] bytes = new StateWriter().putLong(0).putInt(300).toBytes();
    assertThatThrownBy(() -> new Timeline(1, false, false).read(new StateReader(bytes)))
        .hasMessageContaining("300 entries, expected at most 256");
  }

  private static byte[] bytes(Timeline timeline) {
    StateWriter out = new StateWriter();
    timeline.write(out);
    return out.toBytes();
  }
}
