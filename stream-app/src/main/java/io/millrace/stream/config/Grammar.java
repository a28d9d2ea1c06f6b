package io.millrace.stream.config;

import io.millrace.model.pipeline.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a pipeline file knows, by section, and what it takes to change each: a section's
 * own keys say it for themselves. The JSON Schema and the reference page say the same.
 */
enum Grammar {
  PIPELINE(
      "pipeline: pipeline",
      "kind: generation",
      "generation: generation",
      "partitions: generation",
      "events",
      "labels",
      "features",
      "learner",
      "learners",
      "calibrate: replay",
      "prior",
      "promote",
      "drift",
      "decide",
      "measure: at once",
      "output"),
  EVENTS(
      "topic: at once",
      "format: at once",
      "id: at once",
      "time",
      "max_ahead: at once",
      "keyed_by: generation"),
  TIME("field: at once", "format: at once", "zone: at once"),
  LABELS(
      "topic: at once",
      "id: at once",
      "value: at once",
      "positive: deploy",
      "negative: deploy",
      "assume: deploy",
      "after: generation",
      "grace: at once",
      "remember: deploy",
      "sample",
      "negative_after: deploy",
      "channels",
      "time"),
  SAMPLE("negatives: deploy"),
  CHANNELS("field: at once", "order: deploy"),
  NUMBER("name: generation", "of: generation", "as: generation", "bins: replay", "raw: replay"),
  CATEGORY("name: generation", "of: generation", "as: generation"),
  HOUR_BETWEEN(
      "name: generation",
      "of: at once",
      "as: generation",
      "from: generation",
      "to: generation",
      "zone: generation"),
  WEEKEND("name: generation", "of: at once", "as: generation", "zone: generation"),
  HISTORY(
      "per: generation",
      "over: generation",
      "take: generation",
      "bins: replay",
      "raw: replay",
      "outliers",
      "explained"),
  OUTLIERS("of: generation", "above: generation", "half_life: generation"),
  EXPLAINED("by: generation", "above: generation"),
  CROSS("cross: replay"),
  LOGISTIC(
      "name: replay",
      "kind: replay",
      "update: replay",
      "rate: replay",
      "beta: replay",
      "l1: replay",
      "l2: replay",
      "hash_bits: replay",
      "initial_accumulator: replay",
      "epsilon: replay"),
  FACTORIZATION_MACHINE(
      "name: replay",
      "kind: replay",
      "factors: replay",
      "rate: replay",
      "factor_rate: replay",
      "spread: replay",
      "seed: replay",
      "hash_bits: replay",
      "initial_accumulator: replay",
      "epsilon: replay"),
  HOEFFDING_TREE(
      "name: replay",
      "kind: replay",
      "grace: replay",
      "confidence: replay",
      "tie: replay",
      "leaf: replay",
      "max_nodes: replay"),
  FOREST(
      "name: replay",
      "kind: replay",
      "method: replay",
      "trees: replay",
      "lambda: replay",
      "features: replay",
      "drift: replay",
      "warning: replay",
      "seed: replay",
      "grace: replay",
      "confidence: replay",
      "tie: replay",
      "leaf: replay",
      "max_nodes: replay"),
  PERCEPTRON(
      "name: replay",
      "kind: replay",
      "embedding: replay",
      "hidden: replay",
      "rate: replay",
      "embedding_rate: replay",
      "spread: replay",
      "seed: replay",
      "hash_bits: replay",
      "initial_accumulator: replay",
      "epsilon: replay"),
  WIDE_AND_DEEP(
      "name: replay",
      "kind: replay",
      "embedding: replay",
      "hidden: replay",
      "rate: replay",
      "embedding_rate: replay",
      "spread: replay",
      "seed: replay",
      "hash_bits: replay",
      "initial_accumulator: replay",
      "epsilon: replay"),
  ENSEMBLE("name: replay", "kind: replay", "members: replay", "rate: replay", "share: replay"),
  DECIDE(
      "alert_budget: replay",
      "per: generation",
      "zone: replay",
      "initial_threshold: replay",
      "threshold: replay"),
  PRIOR("follow: replay"),
  PROMOTE(
      "by: replay",
      "level: replay",
      "margin: replay",
      "calibration_error: replay",
      "alerts: replay"),
  DRIFT("detector: replay", "every: replay", "reaction: replay", "factor: replay", "for: replay"),
  PRECISION_AT("precision_at: at once", "per: at once", "each: at once", "zone: at once"),
  OUTPUT("scores: at once", "alerts: at once", "reasons: at once"),
  RECOMMEND_PIPELINE(
      "pipeline",
      "kind",
      "generation",
      "partitions",
      "activity",
      "items",
      "recommend",
      "generators",
      "blend",
      "drift",
      "output"),
  ACTIVITY(
      "topic",
      "format",
      "id",
      "user",
      "item",
      "type",
      "value",
      "time",
      "max_ahead",
      "keyed_by",
      "types"),
  ITEMS(
      "topic", "format", "item", "withdrawn", "title", "categories", "separator", "price", "time"),
  ACTIVITY_TYPE("type", "weight", "of", "power", "positive"),
  RECOMMEND(
      "k",
      "positive",
      "repeats",
      "recent",
      "remember",
      "forget",
      "items",
      "popularity_penalty",
      "explore",
      "diversity"),
  DIVERSITY("mmr", "among"),
  REPEATS("show", "except"),
  EXPLORE("kind", "share", "pool", "seed"),
  POPULARITY("kind", "half_life"),
  CO_OCCURRENCE("kind", "last", "decay", "fade", "a", "b", "shrink", "back", "keep"),
  MARKOV("kind", "last", "decay", "fade", "b", "shrink", "keep"),
  USER_NEIGHBOURS(
      "kind", "last", "fade", "a", "b", "shrink", "neighbours", "users", "profile", "takers"),
  BPR(
      "kind",
      "factors",
      "last",
      "fade",
      "rate",
      "regularization",
      "negatives",
      "replay",
      "memory",
      "seed"),
  CONTENT("kind", "last", "fade", "popular", "most_events", "half_life"),
  EMBEDDINGS(
      "kind",
      "factors",
      "last",
      "fade",
      "rate",
      "regularization",
      "negatives",
      "replay",
      "memory",
      "seed"),
  ISGD(
      "kind",
      "factors",
      "rate",
      "regularization",
      "iterations",
      "users",
      "seed",
      "start",
      "spread"),
  BLEND("candidates", "rate", "initial_weight", "initial_accumulator"),
  LIST_DRIFT("detector", "every"),
  RECOMMEND_OUTPUT("recommendations");

  private final Map<String, Optional<Change>> changes = new LinkedHashMap<>();

  /**
   * @param keys each as {@code key: change}, or a section's {@code key}
   */
  Grammar(String... keys) {
    for (String said : keys) {
      String[] parts = said.split(": ");
      changes.put(parts[0], parts.length == 1 ? Optional.empty() : Optional.of(named(parts[1])));
    }
  }

  private static Change named(String words) {
    return Change.valueOf(words.replace(' ', '_').toUpperCase(Locale.ROOT));
  }

  /** A change as the reference page says it. */
  static String words(Change change) {
    return change.name().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  List<String> keys() {
    return new ArrayList<>(changes.keySet());
  }

  /** What it takes to change a key; empty for a section, whose keys say it. */
  Optional<Change> changeOf(String key) {
    return changes.get(key);
  }
}
