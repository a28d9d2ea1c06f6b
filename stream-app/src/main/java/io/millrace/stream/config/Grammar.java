package io.millrace.stream.config;

import java.util.List;

/** The keys that a pipeline file knows, by section. The JSON Schema defines the same ones. */
enum Grammar {
  PIPELINE(
      "pipeline",
      "kind",
      "generation",
      "partitions",
      "events",
      "labels",
      "features",
      "learner",
      "decide",
      "measure",
      "output"),
  EVENTS("topic", "format", "id", "time", "max_ahead", "keyed_by"),
  TIME("field", "format", "zone"),
  LABELS(
      "topic",
      "id",
      "value",
      "positive",
      "negative",
      "assume",
      "after",
      "grace",
      "remember",
      "time"),
  NUMBER("name", "of", "as", "bins", "raw"),
  CATEGORY("name", "of", "as"),
  HOUR_BETWEEN("name", "of", "as", "from", "to", "zone"),
  WEEKEND("name", "of", "as", "zone"),
  HISTORY("per", "over", "take", "bins", "raw"),
  CROSS("cross"),
  LEARNER(
      "kind", "update", "rate", "beta", "l1", "l2", "hash_bits", "initial_accumulator", "epsilon"),
  DECIDE("alert_budget", "per", "zone", "initial_threshold", "threshold"),
  PRECISION_AT("precision_at", "per", "each", "zone"),
  OUTPUT("scores", "alerts", "reasons"),
  RECOMMEND_PIPELINE(
      "pipeline",
      "kind",
      "generation",
      "partitions",
      "activity",
      "recommend",
      "generators",
      "blend",
      "output"),
  ACTIVITY("topic", "format", "user", "item", "type", "value", "time", "max_ahead", "types"),
  ACTIVITY_TYPE("type", "weight", "of", "power", "positive"),
  RECOMMEND("k", "positive", "repeats", "recent", "remember"),
  REPEATS("show", "except"),
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
  ISGD("kind", "factors", "rate", "regularization", "iterations", "users", "seed"),
  BLEND("candidates", "rate", "initial_weight", "initial_accumulator"),
  RECOMMEND_OUTPUT("recommendations");

  private final List<String> keys;

  Grammar(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }
}
