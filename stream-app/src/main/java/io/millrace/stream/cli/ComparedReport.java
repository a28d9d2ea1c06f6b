package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.metric.Evaluation;
import io.millrace.stream.config.Variant;
import io.millrace.stream.feed.CompareRun;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** What {@code compare} found, for people and as JSON. */
final class ComparedReport {
  private final Map<String, Variant> variants;
  private final CompareRun.Options options;
  private final CompareRun.Result result;
  private final int width;

  ComparedReport(
      Map<String, Variant> variants, CompareRun.Options options, CompareRun.Result result) {
    this.variants = variants;
    this.options = options;
    this.result = result;
    width = Math.max(13, variants.keySet().stream().mapToInt(String::length).max().orElse(0));
  }

  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("events", result.events());
    root.put("refused", result.unread().rows());
    root.put("unknown_labels", result.unread().labels());
    root.put("elapsed_seconds", result.elapsedSeconds());
    root.put("events_per_second", result.eventsPerSecond());
    root.put("feature_sets", result.featureSets());
    root.put("by", options.by().word());
    PeriodOptions.write(root, options.from(), options.chooseTo(), options.to());
    for (CompareRun.Row row : result.rows()) {
      ObjectNode variant = root.withArray("variants").addObject();
      variant.put("name", row.name());
      ObjectNode settings = variant.putObject("settings");
      variants.get(row.name()).settings().forEach(settings::put);
      variant.put("chosen", row.chosen());
      variant.put("left_after", PeriodOptions.day(row.leftAfter()));
      variant.put("events_per_second", row.eventsPerSecond());
      variant.put("state_bytes", row.stateBytes());
      variant.set("metrics", Qualities.json(row.quality()));
      if (row.report() != null) {
        variant.set("report", Qualities.json(row.report()));
      }
    }
    root.set("baseline", Qualities.json(result.baseline()));
    if (result.baselineReport() != null) {
      root.set("baseline_report", Qualities.json(result.baselineReport()));
    }
    return root;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%,d events, %d variants of %d feature sets in one pass of %.1f s%n",
        result.events(),
        result.rows().size(),
        result.featureSets(),
        result.elapsedSeconds());
    boolean choosing = options.chooseTo() != null;
    if (choosing) {
      out.printf("%nchosen by %s up to %s (>)%n", options.by().word(), options.chooseTo());
    }
    header(out, true);
    for (CompareRun.Row row : result.rows()) {
      String after = row.leftAfter() == null || row.chosen() ? "" : "  left " + row.leftAfter();
      line(out, (row.chosen() ? "> " : "  ") + row.name(), row.quality());
      out.printf(
          Locale.ROOT,
          " %,11.0f %,9d%s%n",
          row.eventsPerSecond(),
          row.stateBytes() / 1024,
          choosing && !options.halving() ? "" : after);
    }
    baseline(out, result.baseline());
    if (choosing) {
      out.printf("%nreported on the days after it%n");
      header(out, false);
      for (CompareRun.Row row : result.rows()) {
        if (row.report() != null) {
          line(out, "> " + row.name(), row.report());
          out.println();
        }
      }
      baseline(out, result.baselineReport());
    }
  }

  private void header(PrintWriter out, boolean costs) {
    out.printf(
        "%-" + (width + 2) + "s %8s %8s %8s %9s %9s%s%n",
        "variant",
        "auc_roc",
        "avg_prec",
        "prec@k",
        "log_loss",
        "calib_err",
        costs ? "    events/s state KiB" : "");
  }

  private void line(PrintWriter out, String name, Evaluation.Result quality) {
    out.printf(
        Locale.ROOT,
        "%-" + (width + 2) + "s %8.4f %8.4f %8s %9.5f %9.5f",
        name,
        quality.aucRoc(),
        quality.averagePrecision(),
        quality
            .precisionAtK()
            .map(at -> String.format(Locale.ROOT, "%.4f", at.value()))
            .orElse("-"),
        quality.logLoss(),
        quality.calibrationError());
  }

  private void baseline(PrintWriter out, ConstantRate.Result rate) {
    out.printf(
        Locale.ROOT,
        "%-" + (width + 2) + "s %8.4f %8.4f %8s %9.5f%n",
        "  constant rate",
        rate.aucRoc(),
        rate.averagePrecision(),
        "-",
        rate.logLoss());
  }
}
