package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pauses between labels")
class LabelPausesTest {
  private long now;
  private final LabelPauses pauses = new LabelPauses(() -> now);

  @Test
  void areUnknownBeforeTheFirst() {
    assertThat(pauses.age()).isNaN();
    assertThat(pauses.usual()).isNaN();
    assertThat(pauses.stopped()).isFalse();
  }

  @Test
  void ofAFlowEndAfterAMinuteWithoutOne() {
    for (int i = 0; i < 1_000; i++) arriveAfter(100);
    pass(59_000);
    assertThat(pauses.stopped()).isFalse();
    pass(2_000);
    assertThat(pauses.stopped()).isTrue();
    arriveAfter(1);
    assertThat(pauses.stopped()).isFalse();
  }

  @Test
  void areUnknownAfterTheFirstBatchAlone() {
    for (int i = 0; i < 1_000; i++) arriveAfter(1);
    pass(TimeUnit.HOURS.toMillis(20));
    assertThat(pauses.usual()).isNaN();
    assertThat(pauses.stopped()).isFalse();
  }

  @Test
  void ofDailyBatchesAreADayLong() {
    for (int day = 0; day < 5; day++) {
      for (int i = 0; i < 100; i++) arriveAfter(1);
      pass(TimeUnit.DAYS.toMillis(1));
    }
    arriveAfter(1);
    assertThat(pauses.usual()).isBetween(86_400.0, 86_401.0);
    pass(TimeUnit.HOURS.toMillis(47));
    assertThat(pauses.stopped()).isFalse();
    pass(TimeUnit.HOURS.toMillis(2));
    assertThat(pauses.stopped()).isTrue();
  }

  private void arriveAfter(long millis) {
    pass(millis);
    pauses.arrived();
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
