package io.millrace.stream.config;

import java.util.stream.Stream;

/**
 * A whole pipeline file with outliers of a card, which explain labels of a shop, and what may be
 * wrong with them.
 */
final class BrokenOutliers {
  static final String WHOLE =
      BrokenFile.WHOLE.replace(
          "  - {per: [shop, currency], take: [since_last]}\n",
          """
            - {per: card, over: 7d, take: [usual_ratio(amount), outlier_count(amount)], outliers: {of: amount, above: 2, half_life: 60d}}
            - {per: [shop, currency], take: [label_streak], explained: {by: usual_ratio(amount), above: 2.5}}
          """);

  private BrokenOutliers() {}

  static Stream<BrokenFile> all() {
    return Stream.of(
        with(
            "outliers that are not outside",
            "above: 2,",
            "above: 1,",
            "features[6].outliers.above = 1.0, expected 1.1 to 1000 times the usual mean",
            true),
        with(
            "a half-life of minutes",
            "60d",
            "5m",
            "features[6].outliers.half_life = 300000 ms, expected 1h to 3650d",
            false),
        with(
            "outliers of another number",
            "of: amount, above",
            "of: tip, above",
            "features[6].outliers.of = tip, expected the number of the takes of outliers, which speak of [amount]",
            false),
        with(
            "no outliers for their takes",
            ", outliers: {of: amount, above: 2, half_life: 60d}",
            "",
            "features[6].outliers = nothing, expected {of: amount, above: 2, half_life: 60d} beside",
            false),
        with(
            "a word too many in outliers",
            "half_life: 60d",
            "half_life: 60d, than: 3",
            "features[6].outliers.than: unknown key, expected one of of, above, half_life",
            true),
        with(
            "too many numbers that may be retracted",
            "half_life: 60d",
            "half_life: 60d, retract: 5000",
            "features[6].outliers.retract = 5000, expected 0 to 1024 numbers of an entity: as many as it has events until their labels are known",
            true),
        with(
            "an explanation of nothing",
            "take: [label_streak], explained",
            "take: [since_last], explained",
            "features[7].explained = a mapping, expected no such key: nothing in take comes from labels",
            false),
        with(
            "an explanation without a bound",
            ", above: 2.5",
            "",
            "features[7].explained.above is missing, expected a number in the unit of the feature",
            true),
        with(
            "an explanation that is whole before it begins",
            "above: 2.5",
            "above: 2.5, wholly: 2",
            "features[7].explained.wholly = 2, expected a number greater than above (2.5) and at most 1000000000; leave the key out for labels that are explained or not",
            false),
        with(
            "an explanation that is whole where it begins",
            "above: 2.5",
            "above: 2.5, wholly: 2.5",
            "features[7].explained.wholly = 2.5, expected a number greater than above (2.5) and at most 1000000000",
            false),
        with(
            "an explanation that is never whole",
            "above: 2.5",
            "above: 2.5, wholly: 2e9",
            "features[7].explained.wholly = 2e9, expected a number greater than above (2.5) and at most 1000000000",
            true),
        with(
            "an explanation whose second bound is no number",
            "above: 2.5",
            "above: 2.5, wholly: always",
            "features[7].explained.wholly = always, expected a number greater than above (2.5) and at most 1000000000",
            true),
        with(
            "an explanation by the event",
            "by: usual_ratio(amount)",
            "by: night",
            "explained.by = night, expected a feature of the history of shop+currency or of an entity of an earlier block",
            false),
        with(
            "an explanation by nothing known",
            "by: usual_ratio(amount)",
            "by: usual",
            "explained.by = usual, expected the name of a feature of this file",
            false));
  }

  private static BrokenFile with(
      String is, String whole, String broken, String message, boolean bySchema) {
    return new BrokenFile(is, BrokenFile.replace(WHOLE, whole, broken), message, bySchema);
  }
}
