package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A reason")
class ReadableTest {
  @ParameterizedTest
  @CsvSource({
    "12, 12",
    "0, 0",
    "-3, -3",
    "123.456, 123",
    "12.3456, 12.3",
    "1.23456, 1.23",
    "0.123456, 0.123",
    "0.012345, 0.0123",
    "-2.5, -2.5",
    "1e7, 10000000",
    "3e12, 3.00e+12",
    "0.00001, 1.00e-05",
    "NaN, missing"
  })
  void readsANumberToThreeDigits(float value, String expected) {
    FeatureSpec number = new FeatureSpec.Number("amount", 0, Binning.DEFAULT);
    assertThat(of(number).describe(0, value, null)).isEqualTo(expected);
  }

  @Property
  void readsAVeryLargeOrSmallNumberAsAFormatterDoes(
      @ForAll float digits, @ForAll @IntRange(min = 4, max = 30) int exponent, @ForAll boolean up) {
    float size = (float) ((1 + Math.abs(digits % 1)) * Math.pow(10, up ? exponent + 6 : -exponent));
    float value = digits < 0 ? -size : size;
    FeatureSpec number = new FeatureSpec.Number("amount", 0, Binning.DEFAULT);
    assertThat(of(number).describe(0, value, null))
        .isEqualTo(String.format(Locale.ROOT, "%.2e", (double) value));
  }

  @Test
  void readsWhatIsTooLargeForAFloatAsInfinity() {
    FeatureSpec number = new FeatureSpec.Number("amount", 0, Binning.DEFAULT);
    assertThat(of(number).describe(0, Float.NEGATIVE_INFINITY, null)).isEqualTo("-Infinity");
  }

  @ParameterizedTest
  @CsvSource({
    "RATIO, 2.4, 2.4 x",
    "ZSCORE, 3.14159, 3.14 sd",
    "SINCE_LAST, 3.2, 3.2 h",
    "COUNT, 12, 12",
    "LABEL_RATE, 0.125, 12.5 %",
    "LABEL_STREAK, 3, 3",
    "LABEL_STREAK_AGE, 30.26, 30.3 h",
    "MEAN, NaN, missing"
  })
  void readsAHistoryWithItsUnit(Take take, float value, String expected) {
    FeatureSpec history = new FeatureSpec.History("h", 0, take, 0, 0, Binning.DEFAULT);
    assertThat(of(history).describe(0, value, null)).isEqualTo(expected);
  }

  @Test
  void readsACrossAsItsMembers() {
    Readable readable =
        of(
            new FeatureSpec.Cross("both", List.of(1, 2, 3)),
            new FeatureSpec.Weekend("weekend", ZoneOffset.UTC),
            new FeatureSpec.Category("place", 0),
            new FeatureSpec.Category("shop", 1));
    float[] values = {Float.NaN, 1, 7, Float.NaN};
    assertThat(readable.describe(0, values, Arrays.asList("Bern", null)))
        .isEqualTo("yes & Bern & missing");
  }

  private static Readable of(FeatureSpec... features) {
    return new Readable(new FeatureSet(Past.SCHEMA, List.of(), List.of(features)));
  }
}
