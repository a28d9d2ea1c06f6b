package io.millrace.stream.config;

import io.millrace.model.feature.ExplainedSpec;

/**
 * What explains labels of an entity, as a block says it.
 *
 * @param by name of a feature, looked up when all features are read
 */
record ExplainedDraft(Node by, double above, double wholly) {
  /** Null if it was refused. */
  static ExplainedDraft read(Section block) {
    Section s =
        block.section(
            "explained",
            Grammar.EXPLAINED.keys(),
            "{by: FEATURE, above: 2} or {by: FEATURE, above: 2, wholly: 4}");
    String by = s.text("by", "the name of a feature");
    double above = s.number("above", "a number in the unit of the feature");
    String expected =
        "a number greater than above ("
            + above
            + ") and at most 1000000000; leave the key out for labels that are explained or not";
    double wholly = s.numberOr("wholly", above, expected);
    if (s.has("above") && s.has("wholly") && !(wholly > above && wholly <= 1e9)) {
      s.refuse("wholly", expected);
      return null;
    }
    return by == null ? null : new ExplainedDraft(s.node("by"), above, wholly);
  }

  boolean saysTheSameAs(ExplainedDraft other) {
    return by.said().equals(other.by.said()) && above == other.above && wholly == other.wholly;
  }

  ExplainedSpec spec(int feature) {
    return new ExplainedSpec(feature, above, wholly);
  }
}
