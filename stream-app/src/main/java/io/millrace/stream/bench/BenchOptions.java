package io.millrace.stream.bench;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is measured, and for how long.
 *
 * @param guarantees of scoring
 * @param keyed whether the first hop is skipped: false, true, or both
 * @param throughput whether the time that a backlog takes is told
 * @param rates events a second at which latency is measured
 * @param warm before each measurement of latency
 * @param length of each measurement of latency; of throughput, see {@code backlog}
 * @param backlog events that wait when a throughput run begins, for each second of {@code length}
 * @param service settings, by their keys in the configuration
 */
public record BenchOptions(
    List<Guarantee> guarantees,
    List<Boolean> keyed,
    boolean throughput,
    List<Integer> rates,
    Duration warm,
    Duration length,
    int backlog,
    Map<String, String> service) {
  /** Events until the horizon of the first has passed, with room: six hours are some 2,400. */
  static final int UNTIL_IT_LEARNS = 6_000;

  public BenchOptions {
    guarantees = List.copyOf(guarantees);
    keyed = List.copyOf(keyed);
    rates = List.copyOf(rates);
    service = Map.copyOf(service);
    if (length.toMillis() < 1_000) {
      throw new IllegalArgumentException(
          "--for = " + length.toMillis() + "ms, expected 1s or more, e.g. 20s");
    }
    if (rates.stream().anyMatch(rate -> rate < 1)) {
      throw new IllegalArgumentException("--rates = " + rates + ", expected 1 or more a second");
    }
  }

  /** The most events that one of the runs takes. */
  public int events() {
    double seconds = (warm.toMillis() + length.toMillis()) / 1000.0;
    double most = UNTIL_IT_LEARNS + backlog() * seconds();
    double paced = 0;
    for (int rate : rates) paced += rate * seconds;
    return (int) Math.ceil(Math.max(most, paced)) + 1;
  }

  double warmSeconds() {
    return warm.toMillis() / 1000.0;
  }

  double seconds() {
    return length.toMillis() / 1000.0;
  }
}
