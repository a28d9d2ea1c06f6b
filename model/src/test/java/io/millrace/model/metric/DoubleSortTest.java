package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoubleSortTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @Test
  void sortsAsTheLibraryDoesBitForBit() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      double[] values = random.doubles(random.nextInt(300)).toArray();
      for (int i = 0; i < values.length; i++) {
        switch (round % 4) {
          case 0 -> values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
          case 1 -> values[i] = Double.longBitsToDouble(random.nextLong() & ~(1L << 52));
          case 2 -> values[i] = random.nextInt(5) / 4.0;
          default -> values[i] -= 0.5;
        }
      }
      double[] expected = values.clone();
      Arrays.sort(expected);
      DoubleSort.sort(values);
      assertThat(bits(values)).isEqualTo(bits(expected));
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
