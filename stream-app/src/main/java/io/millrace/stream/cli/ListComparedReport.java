package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.metric.ListQuality;
import io.millrace.stream.feed.ListCompareRun;
import java.io.PrintWriter;
import java.util.Locale;

/** What {@code compare} found of variants that recommend, for people and as JSON. */
final class ListComparedReport {
  private final ListCompareRun.Options options;
  private final ListCompareRun.Result result;
  private final int width;

  ListComparedReport(ListCompareRun.Options options, ListCompareRun.Result result) {
    this.options = options;
    this.result = result;
    width =
        2 + Math.max(8, result.rows().stream().mapToInt(r -> r.name().length()).max().orElse(0));
  }

  ObjectNode json() {
    ObjectNode root = JsonOption.object();
    root.put("events", result.events());
    root.put("refused", result.unread().rows());
    root.put("elapsed_seconds", result.elapsedSeconds());
    root.put("by", options.by().word());
    PeriodOptions.write(root, options.from(), options.chooseTo(), options.to());
    for (ListCompareRun.Row row : result.rows()) {
      ObjectNode variant = root.withArray("variants").addObject();
      variant.put("name", row.name());
      variant.put("chosen", row.chosen());
      variant.put("events_per_second", row.eventsPerSecond());
      variant.put("state_bytes", row.stateBytes());
      variant.set("metrics", RecommendReport.json(row.quality()));
      if (row.report() != null) variant.set("report", RecommendReport.json(row.report()));
    }
    return root;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%,d activities, %d variants in one pass of %.1f s%n",
        result.events(),
        result.rows().size(),
        result.elapsedSeconds());
    boolean choosing = options.chooseTo() != null;
    if (choosing) {
      out.printf("%nchosen by %s up to %s (>)%n", options.by().word(), options.chooseTo());
    }
    header(out, "  events/s state KiB");
    for (ListCompareRun.Row row : result.rows()) {
      line(out, (row.chosen() ? "> " : "  ") + row.name(), row.quality());
      out.printf(Locale.ROOT, " %,9.0f %,9d%n", row.eventsPerSecond(), row.stateBytes() / 1024);
    }
    if (!choosing) return;
    out.printf("%nreported on the days after it%n");
    header(out, "");
    for (ListCompareRun.Row row : result.rows()) {
      if (row.report() != null) {
        line(out, "> " + row.name(), row.report());
        out.println();
      }
    }
  }

  private void header(PrintWriter out, String more) {
    out.printf(
        "%-" + width + "s %9s %8s %8s %8s %8s%s%n",
        "variant",
        "tests",
        "hit@10",
        "hit@20",
        "mrr@10",
        "ndcg@10",
        more);
  }

  private void line(PrintWriter out, String name, ListQuality.Result quality) {
    out.printf(
        Locale.ROOT,
        "%-" + width + "s %,9d %8.4f %8.4f %8.4f %8.4f",
        name,
        quality.tests(),
        quality.hitRate10(),
        quality.hitRate20(),
        quality.mrr10(),
        quality.ndcg10());
  }
}
