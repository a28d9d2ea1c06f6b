package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The fingerprint of a text")
class TextHashTest {
  /** Golden values from lz4-java 1.10.2's XXH64 over the text's UTF-16LE bytes, seed 0. */
  @ParameterizedTest
  @CsvSource({
    "'', EF46DB3751D8E999",
    "a, E513E02C99167F96",
    "ab, 2B4D0FC9E4BF29E2",
    "abc, AFF0F2A2F8B32731",
    "amount, 77E2A9FB6EFAB041",
    "customer_id+terminal, 00EE84C2821ADF4D",
    "0123456789abcdef, 65915D1B2958D2EF",
    "Zürich – 東京, 94DC44FB156C8E2E",
    "'the quick brown fox jumps over the lazy dog, twice', E3438B937D25E31A",
  })
  void isXxh64OfItsCodeUnits(String text, String expected) {
    assertThat(TextHash.of(text)).isEqualTo(Long.parseUnsignedLong(expected, 16));
  }

  @Test
  void asACategoryIsItsTopBitsAsAFloat() {
    assertThat(TextHash.category("amount")).isEqualTo((float) 0x77E2A9);
  }
}
