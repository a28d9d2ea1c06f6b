package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Entities")
class EntityNumbersTest {
  @Test
  void areNumberedInTheOrderOfTheirAppearance() {
    Random random = new Random(1);
    Map<String, Integer> expected = new HashMap<>();
    EntityNumbers numbers = new EntityNumbers();
    for (int i = 0; i < 50_000; i++) {
      String key = (random.nextBoolean() ? "Aa" : "BB") + random.nextInt(5_000);
      int number = expected.computeIfAbsent(key, unseen -> expected.size());
      assertThat(numbers.of(key)).isEqualTo(number);
      assertThat(numbers.key(number)).isEqualTo(key);
    }
    assertThat(numbers.size()).isEqualTo(expected.size());
  }
}
