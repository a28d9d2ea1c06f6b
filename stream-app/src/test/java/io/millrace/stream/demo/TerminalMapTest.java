package io.millrace.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The map of terminals")
class TerminalMapTest {
  @ParameterizedTest
  @CsvSource({"50, 50, 5", "0, 0, 5", "99.9, 0.1, 3.5", "50, 50, 0.7", "30, 99.99, 150"})
  void picksEveryTerminalInReachAndNoOtherEachAsOften(double x, double y, double radius) {
    TerminalMap map = new TerminalMap(3_000, radius, new Random(1));
    int[] naive = new int[3_000];
    int near = 0;
    for (int terminal = 0; terminal < naive.length; terminal++) {
      naive[terminal] = map.isNear(terminal, x, y) ? 1 : 0;
      near += naive[terminal];
    }
    assertThat(map.reachableFrom(x, y)).isEqualTo(near > 0);
    if (near == 0) {
      return;
    }
    int[] picked = new int[3_000];
    Random random = new Random(2);
    for (int i = 0; i < 100 * near; i++) {
      picked[map.pickNear(x, y, random)]++;
    }
    for (int terminal = 0; terminal < naive.length; terminal++) {
      // Poisson of mean 100: six deviations.
      assertThat(picked[terminal]).isBetween(naive[terminal] * 40, naive[terminal] * 160);
    }
  }
}
