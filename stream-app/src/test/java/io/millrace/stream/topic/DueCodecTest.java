package io.millrace.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.labeljoin.Due;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The bytes of a due")
class DueCodecTest {
  private static final long[] TIMES = {
    Long.MIN_VALUE, -2, -1, 0, 1, 255, 256, 1_522_540_800_000L, Long.MAX_VALUE
  };
  // With NUL, with chars above the surrogates, beyond the basic plane, and one the other's start.
  private static final String[] IDS = {
    "",
    "\0",
    "\0\0",
    "\0a",
    "\1",
    "a",
    "a\0",
    "a\0b",
    "a\1",
    "ab",
    "z",
    "é",
    "\uffee",
    "\ud83d\ude00"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sortAsTheDuesDo(long seed) {
    List<Due> dues = dues(seed, 2_000);
    List<Due> byBytes = new ArrayList<>(dues);
    byBytes.sort((a, b) -> Arrays.compareUnsigned(DueCodec.bytes(a), DueCodec.bytes(b)));
    dues.sort(null);
    assertThat(byBytes).isEqualTo(dues);
  }

  @Test
  void areReadAsWhatWasWritten() {
    assertThat(dues(4, 2_000))
        .allSatisfy(due -> assertThat(DueCodec.due(DueCodec.bytes(due))).isEqualTo(due));
  }

  @Test
  void lieBelowTheBoundOfTheirTimeAndNotBelowAnEarlierOne() {
    for (Due due : dues(5, 500)) {
      byte[] bytes = DueCodec.bytes(due);
      assertThat(Arrays.compareUnsigned(bytes, DueCodec.after(due.at()))).isNegative();
      assertThat(Arrays.compareUnsigned(bytes, DueCodec.from(due.at()))).isPositive();
      if (due.at() > Long.MIN_VALUE) {
        assertThat(Arrays.compareUnsigned(bytes, DueCodec.after(due.at() - 1))).isPositive();
      }
    }
  }

  @Test
  void areRefusedWhenCutShort() {
    byte[] bytes = DueCodec.bytes(new Due(1, Due.Kind.LABEL, 2, "id", 3, true));
    assertThatThrownBy(() -> DueCodec.due(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("damaged due key of " + (bytes.length - 1) + " bytes");
  }

  private static List<Due> dues(long seed, int count) {
    Random random = new Random(seed);
    List<Due> dues = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dues.add(
          new Due(
              TIMES[random.nextInt(TIMES.length)],
              Due.Kind.values()[random.nextInt(3)],
              TIMES[random.nextInt(TIMES.length)],
              IDS[random.nextInt(IDS.length)],
              TIMES[random.nextInt(TIMES.length)],
              random.nextBoolean()));
    }
    return dues;
  }
}
