package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A list on request is of the time of")
class ListsTest {
  private static final long NOON_2018 = 1_532_520_000_000L;
  private static final long NOW = 1_795_000_000_000L;
  private static final long IN_2099 = 4_070_908_800_000L;

  @Test
  void theNewestActivitySoThatAReplayOfOldDataForgetsNobody() {
    assertThat(Lists.timeOfQuestion(NOON_2018, NOW)).isEqualTo(NOON_2018);
  }

  @Test
  void theWallClockWhereOneActivityIsDated2099() {
    assertThat(Lists.timeOfQuestion(IN_2099, NOW)).isEqualTo(NOW);
  }

  @Test
  void theWallClockWhereNothingWasLearnt() {
    assertThat(Lists.timeOfQuestion(Long.MIN_VALUE, NOW)).isEqualTo(NOW);
  }
}
