package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.pipeline.TimeSource;
import io.millrace.model.pipeline.TimeSource.Format;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A time's text")
class TimeTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2018-04-01T00:00:31Z             | 2018-04-01T00:00:31Z
          2018-04-01 00:00:31Z             | 2018-04-01T00:00:31Z
          2018-04-01t00:00:31z             | 2018-04-01T00:00:31Z
          2018-04-01T02:00:31+02:00        | 2018-04-01T00:00:31Z
          2018-03-31T18:30:31-0530         | 2018-04-01T00:00:31Z
          2018-04-01T02:00+02              | 2018-04-01T00:00:00Z
          2018-04-01T00:00:31.1239Z        | 2018-04-01T00:00:31.123Z
          2018-04-01T00:00:31,5Z           | 2018-04-01T00:00:31.500Z
          2020-02-29T12:00:00Z             | 2020-02-29T12:00:00Z
          1970-01-01T00:00:00Z             | 1970-01-01T00:00:00Z
          9999-12-31T23:59:59.999Z         | 9999-12-31T23:59:59.999Z
          """)
  void ofIsoNamesAMoment(String text, String moment) throws RejectedException {
    assertThat(time(Format.ISO, null, text)).isEqualTo(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2018-04-01",
        "2018-4-1T00:00:00Z",
        "2018-13-01T00:00:00Z",
        "2018-02-29T00:00:00Z",
        "2018-04-31T00:00:00Z",
        "2018-04-01T24:00:00Z",
        "2018-04-01T00:60:00Z",
        "2018-04-01T00:00:60Z",
        "2018-04-01T00:00:31.Z",
        "2018-04-01T00:00:31+25:00",
        "2018-04-01T00:00:31+2",
        "2018-04-01T00:00:31Zulu",
        "2018-04-01T00:00:31 Z",
        "2018-04-01T00:00:3",
        "2018-04-01_00:00:31Z",
        "2018/04/01T00:00:31Z",
        "2018-04-01T00:00:31+0260",
        "2018-04-01T00:00:31+18:01",
        " 2018-04-01T00:00:31Z",
        "2018-04-01T00:00:31",
        "2018-04-01T00:00"
      })
  void ofIsoThatNamesNoMomentIsRefused(String text) {
    assertThat(reason(Format.ISO, null, text)).isEqualTo("bad_time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2018-07-01T12:00:00        | Europe/Paris | 2018-07-01T10:00:00Z
          2018-01-01 12:00           | Europe/Paris | 2018-01-01T11:00:00Z
          2018-03-25T02:30:00.250    | Europe/Paris | 2018-03-25T01:30:00.250Z
          2018-10-28T02:30:00        | Europe/Paris | 2018-10-28T00:30:00Z
          2018-07-01T12:00:00        | +02:00       | 2018-07-01T10:00:00Z
          2018-07-01T12:00:00        | UTC          | 2018-07-01T12:00:00Z
          2018-07-01T12:00:00+05:00  | Europe/Paris | 2018-07-01T07:00:00Z
          """)
  void withoutAnOffsetIsOfThePipelinesZone(String text, String zone, String moment)
      throws RejectedException {
    assertThat(time(Format.ISO, ZoneId.of(zone), text)).isEqualTo(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ofIsoMeansWhatTheJavaLibrarySays(long seed) throws RejectedException {
    Random random = new Random(seed);
    ZoneId zone = ZoneId.of("America/New_York");
    for (int i = 0; i < 2000; i++) {
      long second = random.nextLong(86_400L * 366, 253_402_300_799L - 86_400);
      int milli = random.nextInt(1000);
      LocalDateTime local = LocalDateTime.ofEpochSecond(second, milli * 1_000_000, ZoneOffset.UTC);
      String text = DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local);
      assertThat(time(Format.ISO, zone, text)).isEqualTo(local.atZone(zone).toInstant());
      OffsetDateTime offset =
          local.atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-18 * 60, 18 * 60) * 60));
      String offsetText = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(offset);
      assertThat(time(Format.ISO, null, offsetText)).isEqualTo(offset.toInstant());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EPOCH_SECONDS | 1522540831        | 2018-04-01T00:00:31Z
          EPOCH_SECONDS | 1522540831.1239   | 2018-04-01T00:00:31.123Z
          EPOCH_SECONDS | 1.522540831E9     | 2018-04-01T00:00:31Z
          EPOCH_SECONDS | 0                 | 1970-01-01T00:00:00Z
          EPOCH_MILLIS  | 1522540831123     | 2018-04-01T00:00:31.123Z
          EPOCH_MILLIS  | 1.522540831123E12 | 2018-04-01T00:00:31.123Z
          EPOCH_MILLIS  | 1522540831123.0   | 2018-04-01T00:00:31.123Z
          """)
  void ofSecondsOrMillisecondsIsExact(Format format, String text, String moment)
      throws RejectedException {
    assertThat(time(format, null, text)).isEqualTo(Instant.parse(moment));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EPOCH_SECONDS | soon                 | bad_time
          EPOCH_SECONDS | 2018-04-01T00:00:31Z | bad_time
          EPOCH_SECONDS | -1                   | out_of_range
          EPOCH_SECONDS | 1522540831123        | out_of_range
          EPOCH_SECONDS | 1e999999999          | out_of_range
          EPOCH_SECONDS | 1e-999999999         | bad_time
          EPOCH_SECONDS | 1e99999999999        | bad_time
          EPOCH_SECONDS | NaN                  | bad_time
          EPOCH_MILLIS  | 1522540831123.5      | bad_time
          EPOCH_MILLIS  | 1522540831123456     | out_of_range
          """)
  void thatNamesNoMomentIsRefused(Format format, String text, String reason) {
    assertThat(reason(format, null, text)).isEqualTo(reason);
  }

  private static Instant time(Format format, ZoneId zone, String text) throws RejectedException {
    return Instant.ofEpochMilli(new TimeText(new TimeSource("at", format, zone)).millis(text));
  }

  private static String reason(Format format, ZoneId zone, String text) {
    return catchThrowableOfType(RejectedException.class, () -> time(format, zone, text)).reason();
  }
}
