package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How lists share their places")
class ExposureTest {
  @Test
  void isCountedAsBySorting() {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      int known = 1 + random.nextInt(1_000);
      long[] listed =
          random
              .doubles(1 + random.nextInt(5_000))
              .mapToLong(u -> (long) (known * u * u))
              .toArray();
      Map<Long, Long> counts =
          LongStream.of(listed)
              .boxed()
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      List<Long> most = counts.values().stream().sorted(Comparator.reverseOrder()).toList();
      double first = most.stream().limit(Math.max(1, known / 100)).mapToLong(n -> n).sum();
      Exposure exposure = Exposure.of(listed, known);
      assertThat(exposure.coverage()).isCloseTo((double) counts.size() / known, within(1e-12));
      assertThat(exposure.concentration()).isCloseTo(first / listed.length, within(1e-12));
    }
  }

  @Test
  void isNoNumberWhereNothingWasListed() {
    assertThat(Exposure.of(new long[0], 0).coverage()).isNaN();
    assertThat(Exposure.of(new long[0], 5).concentration()).isNaN();
  }
}
