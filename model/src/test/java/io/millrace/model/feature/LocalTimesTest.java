package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Local times")
class LocalTimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "+05:30", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Z"})
  void areThoseOfJavaTime(String zone) {
    ZoneId id = ZoneId.of(zone);
    LocalTimes local = new LocalTimes(id);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      // 1950 to 2040, so that negative times and all kinds of clock changes occur.
      long time = -631_152_000_000L + (long) (random.nextDouble() * 2_840_140_800_000L);
      ZonedDateTime expected = Instant.ofEpochMilli(time).atZone(id);
      assertThat(local.hour(time)).as("hour of %s", expected).isEqualTo(expected.getHour());
      assertThat(local.weekday(time) + 1)
          .as("weekday of %s", expected)
          .isEqualTo(expected.getDayOfWeek().getValue());
    }
  }

  @Test
  void changeWithTheClockToTheMillisecond() {
    LocalTimes local = new LocalTimes(ZoneId.of("Europe/Berlin"));
    long change = Instant.parse("2018-03-25T01:00:00Z").toEpochMilli();
    assertThat(local.hour(change - 1)).isEqualTo(1);
    assertThat(local.hour(change)).isEqualTo(3);
    assertThat(local.hour(change - 1)).isEqualTo(1);
    assertThat(local.hour(change + 1)).isEqualTo(3);
  }
}
