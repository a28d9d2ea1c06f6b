package io.millrace.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quantiles of the last numbers")
class RecentQuantilesTest {
  private static final int WINDOW = 50;

  @Test
  void areThoseOfTheSortedWindow() {
    Random random = new Random(9);
    RecentQuantiles quantiles = new RecentQuantiles(WINDOW);
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < 180; i++) {
      float number = random.nextInt(40);
      quantiles.add(number);
      all.add(number);

      List<Float> sorted =
          all.subList(Math.max(0, all.size() - WINDOW), all.size()).stream().sorted().toList();
      for (double share : new double[] {.01, .5, .9, 1}) {
        long within = sorted.stream().filter(n -> n <= (float) quantiles.quantile(share)).count();
        long below = sorted.stream().filter(n -> n < (float) quantiles.quantile(share)).count();
        assertThat((double) within / sorted.size()).isGreaterThanOrEqualTo(share - 1e-9);
        assertThat((double) below / sorted.size()).isLessThan(share);
      }
    }
  }

  @Test
  void areNotANumberBeforeTheFirst() {
    assertThat(new RecentQuantiles(3).quantile(.5)).isNaN();
  }

  @Test
  void goOnAfterTheyWereRestored() {
    RecentQuantiles original = new RecentQuantiles(3);
    for (int i = 0; i < 5; i++) original.add(i);
    StateWriter out = new StateWriter();
    original.write(out);
    RecentQuantiles restored = new RecentQuantiles(3);
    restored.read(new StateReader(out.toBytes()));

    restored.add(0);

    assertThat(restored.quantile(1)).isEqualTo(4);
    assertThat(restored.quantile(.3)).isZero();
  }
}
