package io.millrace.stream.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pacer of 1,000 a second")
class PacerTest {
  private long now = 7;
  private final Pacer pacer = new Pacer(1_000, () -> now);

  @Test
  void letsATenthOfASecondsWorthGoAtOnce() {
    assertThat(pacer.available(5_000)).isEqualTo(100);
    pacer.take(100);
    assertThat(pacer.available(5_000)).isZero();
  }

  @Test
  void fillsUpWithTime() {
    pacer.take(100);
    now += 10_000_000;
    assertThat(pacer.available(5_000)).isEqualTo(10);
    assertThat(pacer.available(3)).isEqualTo(3);
    now += 10_000_000_000L;
    assertThat(pacer.available(5_000)).isEqualTo(100);
  }

  @Test
  void remembersWhatWasTakenWithoutAsking() {
    pacer.take(150);
    assertThat(pacer.debt()).isEqualTo(50_000_000);
    assertThat(pacer.available(1)).isZero();
    now += 60_000_000;
    assertThat(pacer.debt()).isZero();
    assertThat(pacer.available(100)).isEqualTo(10);
  }
}
