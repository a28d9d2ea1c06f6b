package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The natural logarithm")
class NaturalLogTest {
  @Test
  void isThatOfTheLibraryToTheLastBit() {
    Random random = new Random(7);
    DoubleStream anywhere =
        DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong())).limit(300_000);
    DoubleStream probabilities = random.doubles(300_000);
    DoubleStream nearOne =
        DoubleStream.generate(() -> 1 + random.nextGaussian() * Math.pow(2, -random.nextInt(50)))
            .limit(300_000);
    DoubleStream powersOfTwo = DoubleStream.iterate(0x1p-1070, x -> x * 2).limit(2000);
    DoubleStream edges =
        DoubleStream.of(0, -0.0, 1, -1, Double.MIN_NORMAL, Double.MIN_VALUE, 1e-15, 1 - 1e-15);
    for (DoubleStream some :
        new DoubleStream[] {anywhere, probabilities, nearOne, powersOfTwo, edges}) {
      some.forEach(NaturalLogTest::assertSame);
    }
  }

  private static void assertSame(double x) {
    if (Double.doubleToLongBits(NaturalLog.of(x)) != Double.doubleToLongBits(StrictMath.log(x))) {
      assertThat(NaturalLog.of(x)).as("log %s", x).isEqualTo(StrictMath.log(x));
    }
  }
}
