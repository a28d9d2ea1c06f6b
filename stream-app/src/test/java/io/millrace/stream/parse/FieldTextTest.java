package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A field's text")
class FieldTextTest {
  @Test
  void mayBeLongerWhereItNamesNothing() throws RejectedException {
    String longest = "x".repeat(FieldText.MAX_CHARS);

    assertThat(FieldText.text("category", longest)).isEqualTo(longest);
    assertThatThrownBy(() -> FieldText.text("category", longest + "x"))
        .hasMessageContaining("category is a text of 4097 characters, expected at most 4096");
    assertThatThrownBy(() -> FieldText.name("id", longest))
        .hasMessageContaining("id is a text of 4096 bytes, expected at most 256 (UTF-8)");
  }
}
