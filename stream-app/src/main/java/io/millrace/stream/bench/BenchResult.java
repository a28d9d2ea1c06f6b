package io.millrace.stream.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured. */
public record BenchResult(List<Throughput> throughputs, List<Latency> latencies) {
  /**
   * @param keyed whether the first hop was skipped
   * @param bare the same work of the bare run
   */
  public record Throughput(Guarantee guarantee, boolean keyed, Work pipeline, Work bare) {
    public double ratio() {
      return pipeline.perSecond() / bare.perSecond();
    }
  }

  /**
   * A backlog worked off.
   *
   * @param scores a second until the last score could be read
   * @param perSecond events a second until the last lesson could be read too
   */
  public record Work(double scores, double perSecond) {}

  /**
   * From the broker's append of an event to its score's being readable, milliseconds.
   *
   * @param rate events a second that were to be sent
   * @param sent events a second that were
   * @param scores that were measured
   * @param missing events without a score when the run ended
   */
  public record Latency(
      Guarantee guarantee,
      boolean keyed,
      int rate,
      double sent,
      long scores,
      long missing,
      double p50,
      double p99,
      double max) {}

  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Throughput one : throughputs) {
      ObjectNode node = json.withArray("throughput").addObject();
      node.put("guarantee", word(one.guarantee()));
      node.put("keyed", one.keyed());
      node.put("events_per_second", Math.round(one.pipeline().perSecond()));
      node.put("bare_events_per_second", Math.round(one.bare().perSecond()));
      node.put("ratio", Math.round(one.ratio() * 1000) / 1000.0);
      node.put("scores_per_second", Math.round(one.pipeline().scores()));
      node.put("bare_scores_per_second", Math.round(one.bare().scores()));
    }
    for (Latency one : latencies) {
      ObjectNode node = json.withArray("latency").addObject();
      node.put("guarantee", word(one.guarantee()));
      node.put("keyed", one.keyed());
      node.put("rate", one.rate());
      node.put("sent_per_second", Math.round(one.sent()));
      node.put("scores", one.scores());
      node.put("missing", one.missing());
      node.put("p50_ms", one.p50());
      node.put("p99_ms", one.p99());
      node.put("max_ms", one.max());
    }
    return json;
  }

  /** A table for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!throughputs.isEmpty()) {
      lines.add("throughput     first hop   events/s     bare/s   ratio");
      for (Throughput one : throughputs) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %-9s %,10.0f %,10.0f %7.2f",
                word(one.guarantee()),
                hop(one.keyed()),
                one.pipeline().perSecond(),
                one.bare().perSecond(),
                one.ratio()));
      }
    }
    if (!latencies.isEmpty()) {
      lines.add("latency        first hop   events/s     p50 ms   p99 ms   max ms");
      for (Latency one : latencies) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %-9s %,10.0f %10.0f %8.0f %8.0f%s",
                word(one.guarantee()),
                hop(one.keyed()),
                one.sent(),
                one.p50(),
                one.p99(),
                one.max(),
                one.missing() == 0 ? "" : "   " + one.missing() + " without a score"));
      }
    }
    return lines;
  }

  private static String word(Guarantee guarantee) {
    return guarantee.name().toLowerCase(Locale.ROOT);
  }

  private static String hop(boolean keyed) {
    return keyed ? "skipped" : "taken";
  }
}
