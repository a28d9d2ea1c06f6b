package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A decimal number")
class DecimalsTest {
  @Test
  void isTheDoubleNearestToItsText() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      long digits = random.nextLong() >>> random.nextInt(64);
      String text = BigDecimal.valueOf(digits, random.nextInt(20)).toPlainString();
      assertThat(Decimals.parse(text)).as(text).isEqualTo(Double.parseDouble(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "-0.0", "5.", ".5", "-.5", "+1", "1e3", "1E-400", "00012.50"})
  void mayBeWrittenInManyWays(String text) {
    assertThat(Decimals.parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", ".", "-.", "1.2.3", "--1", "12d", "0x1p3", " 1", "NaN", "1,5", "é"})
  void isNothingElse(String text) {
    assertThat(Decimals.parse(text)).isNaN();
  }
}
