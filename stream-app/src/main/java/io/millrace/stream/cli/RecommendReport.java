package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.metric.ListMakeup;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ListMeasures;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.feed.RecommendRun;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a backtest of a recommend pipeline found, for people and as JSON. */
final class RecommendReport {
  private RecommendReport() {}

  static ObjectNode json(RecommendPipeline pipeline, RecommendRun.Result result) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("pipeline", pipeline.name());
    root.put("events", result.events());
    root.put("refused", result.unread().rows());
    root.put("repeated", result.backtest().repeated());
    root.put("users", result.backtest().users());
    root.put("items", result.backtest().recommender().items());
    root.put("described_items", result.backtest().recommender().described());
    root.put("elapsed_seconds", result.elapsedSeconds());
    root.put("events_per_second", result.eventsPerSecond());
    ListQuality quality = result.backtest().recommender().quality();
    root.set("metrics", json(quality.sinceStart()));
    root.set("metrics_over_window", json(quality.overWindow()));
    ListQuality shown = result.backtest().recommender().asShown();
    if (shown.sinceStart().tests() > 0) {
      root.set("as_shown", json(shown.sinceStart()));
    }
    ListMeasures measures = result.backtest().recommender().measures();
    OffPolicy greedy = result.backtest().recommender().measures().greedy();
    if (greedy.sinceStart().tests() > 0) {
      root.set("off_policy", json(greedy.sinceStart()));
      root.set("off_policy_over_window", json(greedy.overWindow()));
    }
    root.set("new_users", json(measures.newUsers().sinceStart()));
    root.set("new_items", json(measures.newItems().sinceStart()));
    putMakeup(root.putObject("last_lists"), pipeline, result.backtest().recommender());
    ObjectNode model = root.putObject("model");
    model.put("lessons", result.backtest().recommender().lessons());
    model.put("sha256", HexFormat.of().formatHex(result.backtest().digest()));
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

  private static ObjectNode json(OffPolicy.Result estimate) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("tests", estimate.tests());
    for (OffPolicy.Estimator estimator : OffPolicy.Estimator.values()) {
      ObjectNode one = all.putObject(estimator.text());
      put(one, "hit_rate_at_10", estimate.hitRate10(estimator));
      put(one, "standard_error", estimate.error(estimator));
    }
    return all;
  }

  private static void putMakeup(
      ObjectNode to, RecommendPipeline pipeline, Recommender recommender) {
    ListMakeup.Result makeup = recommender.makeup();
    to.put("lists", makeup.lists());
    put(to, "coverage", makeup.coverage());
    put(to, "novelty_bits", makeup.novelty());
    put(to, "age_seconds_median", recommender.measures().ages().quantile(.5));
    ObjectNode shares = to.putObject("generator_shares");
    List<String> names = pipeline.recommender().names();
    for (int i = 0; i < names.size(); i++) put(shares, names.get(i), makeup.shares()[i]);
  }

  private static void put(ObjectNode to, String key, double value) {
    if (Double.isFinite(value)) {
      to.put(key, value);
    } else {
      to.putNull(key);
    }
  }

  static void print(PrintWriter out, RecommendPipeline pipeline, RecommendRun.Result result) {
    ListQuality.Result quality = result.backtest().recommender().quality().sinceStart();
    out.printf(
        Locale.ROOT,
        "%,d activities of %,d users with %,d items in %.1f s (%,.0f a second)%n",
        result.events(),
        result.backtest().users(),
        result.backtest().recommender().items(),
        result.elapsedSeconds(),
        result.eventsPerSecond());
    long repeated = result.backtest().repeated();
    if (repeated > 0) {
      out.printf(Locale.ROOT, "%,d repeated activities changed nothing%n", repeated);
    }
    out.printf(Locale.ROOT, "measured on %,d tests%n", quality.tests());
    out.printf(Locale.ROOT, "  hit_rate_at_10  %.4f%n", quality.hitRate10());
    out.printf(Locale.ROOT, "  hit_rate_at_20  %.4f%n", quality.hitRate20());
    out.printf(Locale.ROOT, "  mrr_at_10       %.4f%n", quality.mrr10());
    out.printf(Locale.ROOT, "  ndcg_at_10      %.4f%n", quality.ndcg10());
    Recommender recommender = result.backtest().recommender();
    print(out, "users of at most", recommender.measures().newUsers().sinceStart());
    print(out, "items of at most", recommender.measures().newItems().sinceStart());
    OffPolicy.Result greedy = recommender.measures().greedy().sinceStart();
    if (greedy.tests() > 0) {
      out.printf(
          Locale.ROOT,
          "lists without chance, estimated from %,d shown: hit_rate_at_10 %.4f (dr; standard error"
              + " %.4f), as shown %.4f%n",
          greedy.tests(),
          greedy.dr(),
          greedy.drError(),
          recommender.asShown().sinceStart().hitRate10());
    }
    ListMakeup.Result makeup = recommender.makeup();
    out.printf(
        Locale.ROOT,
        "the last %,d lists show %.1f %% of the items, %.1f bits of novelty each; for their places"
            + " speak most:%n",
        makeup.lists(),
        100 * makeup.coverage(),
        makeup.novelty());
    List<String> names = pipeline.recommender().names();
    for (int i = 0; i < names.size(); i++) {
      out.printf(Locale.ROOT, "  %-20s %.1f %%%n", names.get(i), 100 * makeup.shares()[i]);
    }
  }

  private static void print(PrintWriter out, String of, ListQuality.Result quality) {
    out.printf(
        Locale.ROOT,
        "  %s %d: hit_rate_at_10 %.4f of %,d tests%n",
        of,
        ListMeasures.NEW,
        quality.hitRate10(),
        quality.tests());
  }
}
