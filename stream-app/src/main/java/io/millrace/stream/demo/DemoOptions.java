package io.millrace.stream.demo;

import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What may be chosen of a demo.
 *
 * @param pipeline file of the transactions' pipeline: one that reads events and labels as {@code
 *     fraud.yaml} does
 * @param length of the stream
 * @param rate events a second, at most
 * @param port of the metrics on loopback; 0 takes any free one
 * @param guarantee of the scores
 * @param keep where broker and stores leave their data; empty for nowhere
 * @param seed equal seeds give equal streams
 */
public record DemoOptions(
    Path pipeline,
    Duration length,
    double rate,
    int port,
    Guarantee guarantee,
    Optional<Path> keep,
    long seed) {
  public DemoOptions {
    require(length.compareTo(Duration.ofSeconds(1)) >= 0, "for", length, "1s or more, e.g. 60s");
    require(rate >= 1, "rate", rate, "1 or more events a second; start at 4000");
    require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("--" + key + " = " + found + ", expected " + expected);
    }
  }
}
