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
   * @param keyed whether the first hop was skipped
   * @param rate events a second that were to be sent
   * @param bare the same of the bare run
   */
  public record Latency(Guarantee guarantee, boolean keyed, int rate, Delay pipeline, Delay bare) {}

  /**
   * From the broker's append of an event to its score's being readable, milliseconds.
   *
   * @param sent events a second that were sent
   * @param scores that were measured
   * @param missing events without a score when the run ended
   */
  public record Delay(double sent, long scores, long missing, double p50, double p99, double max) {}

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
      put(node, "", one.pipeline());
      put(node, "bare_", one.bare());
    }
    return json;
  }

  private static void put(ObjectNode node, String prefix, Delay delay) {
    node.put(prefix + "sent_per_second", Math.round(delay.sent()));
    node.put(prefix + "scores", delay.scores());
    node.put(prefix + "missing", delay.missing());
    node.put(prefix + "p50_ms", delay.p50());
    node.put(prefix + "p99_ms", delay.p99());
    node.put(prefix + "max_ms", delay.max());
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
      lines.add("latency, ms    first hop   events/s    p50   p99   max   bare: p50   p99   max");
      for (Latency one : latencies) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-14s %-9s %,10.0f %6.0f %5.0f %5.0f %11.0f %5.0f %5.0f%s%s",
                word(one.guarantee()),
                hop(one.keyed()),
                one.pipeline().sent(),
                one.pipeline().p50(),
                one.pipeline().p99(),
                one.pipeline().max(),
                one.bare().p50(),
                one.bare().p99(),
                one.bare().max(),
                missing("", one.pipeline()),
                missing("bare: ", one.bare())));
      }
    }
    return lines;
  }

  private static String missing(String whose, Delay delay) {
    return delay.missing() == 0 ? "" : "   " + whose + delay.missing() + " without a score";
  }

  private static String word(Guarantee guarantee) {
    return guarantee.name().toLowerCase(Locale.ROOT);
  }

  private static String hop(boolean keyed) {
    return keyed ? "skipped" : "taken";
  }
}
