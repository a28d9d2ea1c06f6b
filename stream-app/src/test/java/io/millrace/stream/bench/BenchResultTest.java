package io.millrace.stream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bench")
class BenchResultTest {
  private static final BenchResult RESULT =
      new BenchResult(
          List.of(
              new BenchResult.Throughput(
                  Guarantee.FAST,
                  true,
                  new BenchResult.Work(9_000, 7_500),
                  new BenchResult.Work(12_000, 10_000))),
          List.of(
              new BenchResult.Latency(
                  Guarantee.EXACTLY_ONCE,
                  false,
                  2_000,
                  new BenchResult.Delay(1_999.6, 39_998, 2, 120, 210, 340),
                  new BenchResult.Delay(2_000.2, 40_000, 0, 90, 160, 1_220))));

  @Test
  void printsATableBesideTheBareRun() {
    assertThat(RESULT.lines())
        .containsExactly(
            "throughput     first hop   events/s     bare/s   ratio",
            "fast           skipped        7,500     10,000    0.75",
            "latency, ms    first hop   events/s    p50   p99   max   bare: p50   p99   max",
            "exactly_once   taken          2,000    120   210   340          90   160  1220   2"
                + " without a score");
  }

  @Test
  void printsOneObject() {
    assertThat(RESULT.json().at("/throughput/0/ratio").asDouble()).isEqualTo(0.75);
    assertThat(RESULT.json().at("/latency/0/p99_ms").asDouble()).isEqualTo(210);
    assertThat(RESULT.json().at("/latency/0/missing").asLong()).isEqualTo(2);
    assertThat(RESULT.json().at("/latency/0/bare_p99_ms").asDouble()).isEqualTo(160);
  }

  @Test
  void takesEventsForItsLongestRun() {
    assertThat(options(Duration.ofSeconds(20), true, List.of(2_000, 5_000)).events())
        .isEqualTo(BenchOptions.UNTIL_IT_LEARNS + 20_000 * 20 + 1);
    assertThat(options(Duration.ofSeconds(20), false, List.of(20_000, 5_000)).events())
        .isEqualTo(25_000 * 25 + 1);
  }

  @Test
  void refusesWhatMeasuresNothing() {
    assertThatThrownBy(() -> options(Duration.ofMillis(10), true, List.of()))
        .hasMessage("--for = 10ms, expected 1s or more, e.g. 20s");
  }

  private static BenchOptions options(Duration length, boolean throughput, List<Integer> rates) {
    return new BenchOptions(
        List.of(Guarantee.FAST),
        List.of(false),
        throughput,
        rates,
        Duration.ofSeconds(5),
        length,
        20_000,
        Map.of());
  }
}
