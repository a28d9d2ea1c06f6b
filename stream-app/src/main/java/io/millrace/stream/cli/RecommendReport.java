package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.feed.RecommendRun;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Locale;

/** What a backtest of a recommend pipeline found, for people and as JSON. */
final class RecommendReport {
  private RecommendReport() {}

  static ObjectNode json(RecommendPipeline pipeline, RecommendRun.Result result) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("pipeline", pipeline.name());
    root.put("events", result.events());
    root.put("refused", result.refused());
    root.put("users", result.backtest().users());
    root.put("items", result.backtest().recommender().items());
    root.put("elapsed_seconds", result.elapsedSeconds());
    root.put("events_per_second", result.eventsPerSecond());
    ListQuality quality = result.backtest().recommender().quality();
    root.set("metrics", json(quality.sinceStart()));
    root.set("metrics_over_window", json(quality.overWindow()));
    ListQuality shown = result.backtest().recommender().asShown();
    if (shown.sinceStart().tests() > 0) {
      root.set("as_shown", json(shown.sinceStart()));
    }
    ObjectNode model = root.putObject("model");
    model.put("lessons", result.backtest().recommender().lessons());
    model.put("sha256", HexFormat.of().formatHex(result.backtest().recommender().digest()));
    return root;
  }

  static ObjectNode json(ListQuality.Result quality) {
    ObjectNode metrics = JsonNodeFactory.instance.objectNode();
    metrics.put("tests", quality.tests());
    put(metrics, "hit_rate_at_10", quality.hitRate10());
    put(metrics, "hit_rate_at_20", quality.hitRate20());
    put(metrics, "recall_at_10", quality.hitRate10());
    put(metrics, "recall_at_20", quality.hitRate20());
    put(metrics, "mrr_at_10", quality.mrr10());
    put(metrics, "ndcg_at_10", quality.ndcg10());
    return metrics;
  }

  private static void put(ObjectNode to, String key, double value) {
    if (Double.isFinite(value)) {
      to.put(key, value);
    } else {
      to.putNull(key);
    }
  }

  static void print(PrintWriter out, RecommendRun.Result result) {
    ListQuality.Result quality = result.backtest().recommender().quality().sinceStart();
    out.printf(
        Locale.ROOT,
        "%,d activities of %,d users with %,d items in %.1f s (%,.0f a second)%n",
        result.events(),
        result.backtest().users(),
        result.backtest().recommender().items(),
        result.elapsedSeconds(),
        result.eventsPerSecond());
    out.printf(Locale.ROOT, "measured on %,d tests%n", quality.tests());
    out.printf(Locale.ROOT, "  hit_rate_at_10  %.4f%n", quality.hitRate10());
    out.printf(Locale.ROOT, "  hit_rate_at_20  %.4f%n", quality.hitRate20());
    out.printf(Locale.ROOT, "  mrr_at_10       %.4f%n", quality.mrr10());
    out.printf(Locale.ROOT, "  ndcg_at_10      %.4f%n", quality.ndcg10());
  }
}
