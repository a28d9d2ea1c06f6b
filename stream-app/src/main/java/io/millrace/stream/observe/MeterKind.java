package io.millrace.stream.observe;

import java.util.List;

/** What a metric is to Prometheus: which series it has, and what their names end in. */
enum MeterKind {
  COUNTER("_total"),
  TIMER("_bucket", "_count", "_sum", "_max"),
  GAUGE("");

  private final List<String> endings;

  MeterKind(String... endings) {
    this.endings = List.of(endings);
  }

  /**
   * @param name of the metric, unit included
   */
  List<String> published(String name) {
    return endings.stream().map(ending -> name + ending).toList();
  }
}
