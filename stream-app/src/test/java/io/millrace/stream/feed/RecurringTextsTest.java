package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Texts that recur")
class RecurringTextsTest {
  private final RecurringTexts texts = new RecurringTexts();

  @Test
  void areTheTextsOfTheirBytesHoweverManyThereAre() {
    Random random = new Random(5);
    for (int i = 0; i < 300_000; i++) {
      String text = Long.toString(random.nextLong() >>> random.nextInt(64), 36);
      assertThat(of(text)).isEqualTo(text);
    }
    for (String text : new String[] {"", "\0", "\0\0", "é", "😀", "naïve", "1234567", "12345678"}) {
      assertThat(of(text)).isEqualTo(text);
    }
  }

  @Test
  void areHeldOnce() {
    assertThat(of("4711")).isSameAs(of("4711"));
  }

  private String of(String text) {
    byte[] bytes = (";" + text + ";").getBytes(StandardCharsets.UTF_8);
    return texts.of(bytes, 1, bytes.length - 2);
  }
}
