package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Thinning snapshots")
class ThinningTest {
  private static final LogRecord.Configured SETTINGS =
      new LogRecord.Configured("", 0, 1, 1, "first", "");
  private static final Instant NOW = Instant.parse("2026-06-30T12:00:00Z");

  /** One every six hours; the last one now. */
  private static List<Snapshot> snapshots(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> snapshot(i, NOW.minus(Duration.ofHours(6L * (count - 1 - i)))))
        .toList();
  }

  private static Snapshot snapshot(int offset, Instant written) {
    Manifest manifest =
        new Manifest(
            "log", 1, 1, "00", 1, written.toEpochMilli(), SETTINGS, List.of(), Manifest.Older.NONE);
    return new Snapshot(new ModelVersion("log", 1, offset), manifest, 0, 0);
  }

  private static List<Long> kept(int count, Duration keep) {
    List<Snapshot> all = snapshots(count);
    List<Snapshot> superfluous = Thinning.superfluous(all, NOW, keep);
    return all.stream()
        .filter(snapshot -> !superfluous.contains(snapshot))
        .map(snapshot -> snapshot.version().offset())
        .toList();
  }

  @Test
  void keepsTheNewestThreeHoweverOld() {
    List<Snapshot> old = List.of(snapshot(1, NOW.minus(Duration.ofDays(400))));
    assertThat(Thinning.superfluous(old, NOW, Duration.ofDays(30))).isEmpty();
    assertThat(kept(3, Duration.ofMinutes(1))).containsExactly(0L, 1L, 2L);
  }

  @Test
  void keepsTheLastOfEachDayOfTheAuditPeriod() {
    // Written 28 June 00, 06, 12, 18 h (0 to 3), 29 June (4 to 7), 30 June 00, 06, 12 h (8 to 10).
    assertThat(kept(11, Duration.ofDays(30))).containsExactly(3L, 7L, 8L, 9L, 10L);
  }

  @Test
  void dropsWhatIsOlderThanTheAuditPeriodButTheOneItBeginsFrom() {
    assertThat(kept(400, Duration.ofDays(2))).containsExactly(390L, 392L, 396L, 397L, 398L, 399L);
  }

  @Test
  void keepsTheFirstUnderNewSettings() {
    assertKeepsTheFirstOf(new LogRecord.Configured("later", 0, 1, 1, "c1", ""));
  }

  @Test
  void keepsTheFirstUnderTheArithmeticOfANewRelease() {
    assertKeepsTheFirstOf(new LogRecord.Configured("", 0, 2, 1, "c1", ""));
  }

  private static void assertKeepsTheFirstOf(LogRecord.Configured later) {
    List<Snapshot> all = new ArrayList<>(snapshots(11));
    for (int i = 5; i < 11; i++) {
      Snapshot plain = all.get(i);
      Manifest m = plain.manifest();
      Manifest changed =
          new Manifest(m.log(), 1, 1, "00", 1, m.written(), later, List.of(), Manifest.Older.NONE);
      all.set(i, new Snapshot(plain.version(), changed, 0, 0));
    }
    assertThat(Thinning.superfluous(all, NOW, Duration.ofDays(30)))
        .extracting(snapshot -> snapshot.version().offset())
        .containsExactly(6L, 4L, 2L, 1L, 0L);
  }
}
