package io.millrace.stream.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.stream.observe.Counts;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The last minutes of a pipeline")
class RecentSamplesTest {
  private static final double[] MODEL = {3, 0.8, 0.5, 0.1, 0.02, Double.NaN, Double.NaN};

  private final RecentSamples samples = new RecentSamples();

  @Test
  void haveRatesOverTenSeconds() {
    ArrayNode first = samples.add(1_000, counts(0), MODEL);
    assertThat(first.get(1).isNull()).isTrue();
    for (int second = 2; second < 30; second += 2)
      samples.add(second * 1_000, counts(second), MODEL);
    ArrayNode last = samples.add(30_000, counts(30), MODEL);
    assertThat(last.get(1).asDouble()).isCloseTo(100, within(1e-9));
    assertThat(last.get(5).asDouble()).isEqualTo(3);
    assertThat(last.get(11).isNull()).isTrue();
  }

  @Test
  void areKeptForTwelve() {
    for (int i = 0; i < 500; i++) samples.add(i * 2_000L, counts(i), MODEL);
    assertThat(samples.json()).hasSize(360);
    assertThat(samples.json().get(359).get(0).asLong()).isEqualTo(998_000);
  }

  @Test
  void haveQuantilesFromBuckets() {
    double[] bounds = Counts.latencyBounds();
    double[] atMost = new double[bounds.length];
    for (int i = 0; i < atMost.length; i++) atMost[i] = bounds[i] >= 200 ? 100 : 0;
    assertThat(RecentSamples.quantile(atMost, 0.5)).isCloseTo(150, within(1e-9));
    assertThat(RecentSamples.quantile(new double[bounds.length], 0.5)).isNaN();
    double[] beyond = Arrays.copyOf(new double[bounds.length], bounds.length + 1);
    beyond[bounds.length] = 10;
    assertThat(RecentSamples.quantile(beyond, 0.99)).isEqualTo(bounds[bounds.length - 1]);
  }

  private static Counts counts(int second) {
    return new Counts(
        100 * second, 0, 0, 0, 0, new double[Counts.latencyBounds().length], Map.of());
  }
}
