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
      "weight",
      "negative_after: deploy",
      "channels",
      "time"),
  SAMPLE("negatives: deploy"),
  WEIGHT("positives: deploy", "by: deploy", "unit: deploy", "least: deploy", "most: deploy"),
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
  OUTLIERS("of: generation", "above: generation", "half_life: generation", "retract: generation"),
  EXPLAINED("by: generation", "above: generation", "wholly: generation"),
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
      "calibration_share: replay",
      "alerts: replay"),
  DRIFT("detector: replay", "every: replay", "reaction: replay", "factor: replay", "for: replay"),
  PRECISION_AT("precision_at: at once", "per: at once", "each: at once", "zone: at once"),
  OUTPUT("scores: at once", "alerts: at once", "reasons: at once"),
  RECOMMEND_PIPELINE(
      "pipeline: pipeline",
      "kind: generation",
      "generation: generation",
      "partitions: generation",
      "activity",
      "items",
      "recommend",
      "generators",
      "blend",
      "drift",
      "output"),
  ACTIVITY(
      "topic: at once",
      "format: at once",
      "id: at once",
      "user: at once",
      "item: at once",
      "type: at once",
      "value: at once",
      "time",
      "max_ahead: at once",
      "keyed_by: generation",
      "types"),
  ITEMS(
      "topic: at once",
      "format: at once",
      "item: at once",
      "withdrawn: at once",
      "title: at once",
      "categories: at once",
      "separator: at once",
      "price: at once",
      "time"),
  ACTIVITY_TYPE(
      "type: deploy", "weight: deploy", "of: deploy", "power: deploy", "positive: deploy"),
  RECOMMEND(
      "k: at once",
      "positive: deploy",
      "repeats",
      "recent: deploy",
      "remember: deploy",
      "forget: deploy",
      "items: replay",
      "popularity_penalty: replay",
      "explore",
      "diversity"),
  DIVERSITY("mmr: replay", "among: replay"),
  REPEATS("show: deploy", "except: deploy"),
  EXPLORE("kind: replay", "share: replay", "pool: replay", "seed: replay"),
  POPULARITY("kind: replay", "half_life: replay"),
  CO_OCCURRENCE(
      "kind: replay",
      "last: replay",
      "decay: replay",
      "fade: replay",
      "a: replay",
      "b: replay",
      "shrink: replay",
      "back: replay",
      "keep: replay"),
  MARKOV(
      "kind: replay",
      "last: replay",
      "decay: replay",
      "fade: replay",
      "b: replay",
      "shrink: replay",
      "keep: replay"),
  USER_NEIGHBOURS(
      "kind: replay",
      "last: replay",
      "fade: replay",
      "a: replay",
      "b: replay",
      "shrink: replay",
      "neighbours: replay",
      "users: replay",
      "profile: replay",
      "takers: replay"),
  BPR(
      "kind: replay",
      "factors: replay",
      "last: replay",
      "fade: replay",
      "rate: replay",
      "regularization: replay",
      "negatives: replay",
      "replay: replay",
      "memory: replay",
      "seed: replay"),
  CONTENT(
      "kind: replay",
      "last: replay",
      "fade: replay",
      "popular: replay",
      "most_events: replay",
      "half_life: replay"),
  EMBEDDINGS(
      "kind: replay",
      "factors: replay",
      "last: replay",
      "fade: replay",
      "rate: replay",
      "regularization: replay",
      "negatives: replay",
      "replay: replay",
      "memory: replay",
      "seed: replay"),
  ISGD(
      "kind: replay",
      "factors: replay",
      "rate: replay",
      "regularization: replay",
      "iterations: replay",
      "users: replay",
      "seed: replay",
      "start: replay",
      "spread: replay"),
  BLEND(
      "candidates: replay",
      "rate: replay",
      "initial_weight: replay",
      "initial_accumulator: replay"),
  LIST_DRIFT("detector: replay", "every: replay"),
  RECOMMEND_OUTPUT("recommendations: at once");

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
