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
  OUTPUT("scores", "alerts", "reasons");

  private final List<String> keys;

  Grammar(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }
}
