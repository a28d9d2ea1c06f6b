package io.millrace.stream.config;

import java.util.stream.Stream;

/**
 * A whole pipeline file with one thing wrong.
 *
 * @param is what is wrong, to name the test
 * @param text of the file
 * @param message part of what must be said
 * @param bySchema whether the JSON Schema must refuse it too; it knows single values, not what they
 *     mean together
 */
record BrokenFile(String is, String text, String message, boolean bySchema) {
  static final String WHOLE =
      """
      pipeline: cards
      kind: classify
      generation: 2
      events: {topic: payments, format: json, id: tx.id, time: {field: at, format: iso, zone: UTC}}
      labels: {topic: findings, id: id, value: fraud, positive: [1, true], negative: [0, false], assume: negative, after: 7d, time: {field: known, format: epoch_millis}}
      features:
        - {of: amount, as: number}
        - {name: land, of: country, as: category}
        - {name: night, of: at, as: hour_between, from: 22, to: 6, zone: UTC}
        - {name: weekend, as: weekend, zone: UTC}
        - {per: card, over: [7d], take: [count, mean(amount), mean(tip)]}
        - {per: card, over: 24h, take: [label_rate, label_streak], bins: [8], raw: true}
        - {per: [shop, currency], take: [since_last]}
        - {cross: [[card.count.7d, night], [label_rate, amount]]}
      learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}
      decide: {alert_budget: 100/day, per: card, zone: UTC, initial_threshold: 0.5}
      measure: [auc_roc, log_loss, {precision_at: 100, per: card, each: day, zone: UTC}]
      output: {scores: scores, alerts: alerts}
      """;

  @Override
  public String toString() {
    return is;
  }

  static Stream<BrokenFile> all() {
    return Stream.of(single(), together(), BrokenOutliers.all()).flatMap(broken -> broken);
  }

  private static Stream<BrokenFile> single() {
    return Stream.of(
            with(
                "an unknown key",
                "kind: cl",
                "kinds: x\nkind: cl",
                "p.yaml:2:1: kinds: unknown key, expected one of pipeline, kind, generation, partitions, events, labels, features, learner, learners, calibrate, prior, promote, drift, decide, measure, output; did you mean kind?"),
            with(
                "another kind",
                "classify",
                "recommend",
                "p.yaml:2:7: kind = recommend, expected one of classify"),
            with(
                "events in a word",
                "events: {topic: payments, format: json, id: tx.id, time: {field: at, format: iso, zone: UTC}}",
                "events: payments",
                "p.yaml:4:9: events = payments, expected keys: topic, format, id, time, max_ahead, keyed_by"),
            with(
                "a unit of nothing",
                "after: 7d",
                "after: 7d, weight: {positives: 2, unit: 50}",
                "labels.weight.unit = 50, expected no such key without by, the feature that weighs"),
            with(
                "positives that weigh too much",
                "after: 7d",
                "after: 7d, weight: {positives: 5000}",
                "labels.weight.positives = 5000.0, expected 0.001 to 1000 times a negative"),
            with(
                "features in a word",
                "features:\n",
                "features: amount\nmore:\n",
                "features = amount, expected a list of"),
            with(
                "a metric alone",
                "measure: [auc_roc, log_loss, {precision_at: 100, per: card, each: day, zone: UTC}]",
                "measure: auc_roc",
                "measure = auc_roc, expected a list"),
            with(
                "no name",
                "pipeline: cards\n",
                "",
                "p.yaml:1:1: pipeline is missing, expected a name, e.g. movies"),
            with(
                "a name for no topic",
                "cards\n",
                "My Cards\n",
                "p.yaml:1:11: pipeline = My Cards, expected a lower-case letter"),
            with(
                "a generation of 0",
                "generation: 2",
                "generation: 0",
                "p.yaml:3:13: generation = 0, expected 1 to 1000000"),
            with(
                "no events",
                "events: {topic: payments, format: json, id: tx.id, time: {field: at, format: iso, zone: UTC}}\n",
                "",
                "events is missing, expected {topic, format, id, time}"),
            with(
                "another format",
                "format: json",
                "format: avro",
                "events.format = avro, expected one of json"),
            with(
                "an events key that a later version knows",
                "id: tx.id",
                "id: tx.id, sampled_by: card",
                "p.yaml:4:52: events.sampled_by: unknown key"),
            with(
                "a path with a hole",
                "tx.id",
                "tx..id",
                "p.yaml:4:45: events.id = tx..id, expected the dotted path of a field"),
            with(
                "no time format",
                "field: at, format: iso, zone: UTC",
                "field: at",
                "events.time.format is missing, expected one of iso, epoch_seconds, epoch_millis"),
            with(
                "a zone where there is none",
                "format: epoch_millis",
                "format: epoch_millis, zone: UTC",
                "labels.time.zone = UTC, expected no zone"),
            with(
                "no horizon",
                "after: 7d, ",
                "",
                "p.yaml:5:9: labels.after is missing, expected a whole number and a unit"),
            with(
                "a horizon without a unit",
                "after: 7d",
                "after: 7",
                "labels.after = 7, expected a whole number and a unit (ms, s, m, h, d)"),
            with(
                "nothing that says negative",
                "negative: [0, false], assume: negative, ",
                "",
                "labels.negative = [], expected at least one value, or assume: negative"),
            with(
                "another assumption",
                "assume: negative",
                "assume: positive",
                "labels.assume = positive, expected one of negative"),
            with(
                "no features",
                "features:\n",
                "features: []\nrest:\n",
                "p.yaml:6:11: features = [], expected at least one feature"),
            with(
                "a feature without a kind",
                "{of: amount, as: number}",
                "{of: amount}",
                "p.yaml:7:5: features[0] = a mapping, expected one of the keys as, per or cross"),
            with(
                "a feature of an unknown kind",
                "as: number",
                "as: numbr",
                "p.yaml:7:22: features[0].as = numbr, expected one of number, category, hour_between, weekend; did you mean number?"),
            with(
                "an unknown key of a feature",
                "as: number}",
                "as: number, bin: [4]}",
                "p.yaml:7:30: features[0].bin: unknown key, expected one of name, of, as, bins, raw; did you mean bins?"),
            with(
                "bins that are no power of two",
                "bins: [8]",
                "bins: [7]",
                "p.yaml:12:68: features[5].bins = 7, expected powers of two from 1 to 1024"),
            with(
                "an hour beyond the day",
                "from: 22",
                "from: 24",
                "features[2].from = 24, expected an hour from 0 to 23"),
            with(
                "no zone of an hour",
                ", to: 6, zone: UTC",
                ", to: 6",
                "p.yaml:9:5: features[2].zone is missing, expected a time zone"),
            with(
                "an unknown take",
                "take: [count,",
                "take: [cuont,",
                "p.yaml:11:36: features[4].take[0] = cuont, expected one of count,"),
            with(
                "a take without its number",
                "mean(tip)",
                "mean",
                "features[4].take[2] = mean, expected mean of a number of the event, e.g. mean(amount)"),
            with(
                "a take with a number too many",
                "take: [since_last]",
                "take: [since_last(amount)]",
                "features[6].take[0] = since_last(amount), expected since_last alone"),
            with(
                "a window without a unit",
                "over: [7d]",
                "over: [7]",
                "p.yaml:11:24: features[4].over[0] = 7, expected a whole number and a unit"),
            with(
                "a window twice",
                "over: [7d]",
                "over: [7d, 7d]",
                "features[4].over = a list, expected one or more different durations"),
            with(
                "a cross of one",
                "[card.count.7d, night]",
                "[night]",
                "features[7].cross[0] = a list, expected a list of lists of two or more"),
            with(
                "another learner",
                "kind: logistic",
                "kind: logistics",
                "p.yaml:15:17: learner.kind = logistics, expected one of logistic, factorization_machine, hoeffding_tree, forest, perceptron, wide_and_deep, ensemble"),
            with(
                "a learning rate of 0",
                "rate: 0.1",
                "rate: 0",
                "p.yaml:15:47: learner.rate = 0.0, expected a number from 0.000001"),
            with(
                "a learning rate in words",
                "rate: 0.1",
                "rate: fast",
                "learner.rate = fast, expected a number above 0"),
            with(
                "too many ids",
                "hash_bits: 18",
                "hash_bits: 40",
                "learner.hash_bits = 40, expected 10 to 26 (26 costs 512 MiB per copy)"),
            with(
                "a budget without a period",
                "100/day",
                "100",
                "decide.alert_budget = 100, expected a number of alerts a day, e.g. 100/day"),
            with(
                "a threshold beside a budget",
                "zone: UTC, initial_threshold: 0.5",
                "zone: UTC, initial_threshold: 0.5, threshold: 0.8",
                "decide.alert_budget = 100/day, expected no such key beside threshold"),
            with(
                "a threshold beyond 1",
                "initial_threshold: 0.5",
                "initial_threshold: 50",
                "decide.initial_threshold = 50.0, expected a probability from 0 to 1"),
            with(
                "an unknown metric",
                "log_loss",
                "logloss",
                "measure[1] = logloss, expected one of auc_roc,"),
            with(
                "another period",
                "each: day",
                "each: week",
                "measure[2].each = week, expected one of day"),
            with(
                "a topic that cannot be",
                "scores: scores",
                "scores: my scores",
                "p.yaml:18:18: output.scores = my scores, expected a topic name"),
            with(
                "too many reasons",
                "alerts: alerts",
                "alerts: alerts, reasons: 51",
                "output.reasons = 51, expected 0 to 50"))
        .map(broken -> new BrokenFile(broken.is, broken.text, broken.message, true));
  }

  private static Stream<BrokenFile> together() {
    return Stream.of(
        with(
            "weights by a feature that is not there",
            "after: 7d",
            "after: 7d, weight: {by: amuont, unit: 50}",
            "labels.weight.by = amuont, expected the whole name of a feature that is a number; did you mean amount?"),
        with(
            "weights by a text",
            "after: 7d",
            "after: 7d, weight: {by: land, unit: 50}",
            "labels.weight.by = land, expected the whole name of a feature that is a number"),
        with(
            "a topic keyed by another field than the first entity's",
            "id: tx.id",
            "id: tx.id, keyed_by: currency",
            "events.keyed_by = currency, expected the field of the first `per:`"),
        with(
            "no YAML",
            "kind: classify",
            "kind: [classify",
            "p.yaml:3:11: not YAML: while parsing a flow sequence"),
        with(
            "an alias of a list",
            "negative: [0, false]",
            "negative: &n [*n]",
            "sequence used again by an alias, expected it written out"),
        with(
            "a list by alias",
            "[0, false]",
            "&n [0, false], assume: *n",
            "p.yaml:5:80: sequence used again by an alias"),
        with(
            "a tag",
            "pipeline: cards",
            "pipeline: !secret cards",
            "p.yaml:1:11: tag !secret, expected a plain value without a tag"),
        with(
            "two documents",
            "kind: classify",
            "---\nkind: classify",
            "not YAML: expected a single document"),
        with(
            "a key twice",
            "kind: cl",
            "pipeline: x\nkind: cl",
            "p.yaml:2:1: pipeline: given twice, expected once; the first is at p.yaml:1:1"),
        with(
            "an unknown zone",
            "at, format: iso, zone: UTC",
            "at, format: iso, zone: UTX",
            "events.time.zone = UTX, expected a time zone, e.g. UTC or Europe/Paris"),
        with(
            "a value that means both",
            "negative: [0, false]",
            "negative: [0, true]",
            "labels.negative = true, expected values that labels.positive does not name too"),
        with(
            "a time feature of another field",
            "of: at, as: hour",
            "of: then, as: hour",
            "features[2].of = then, expected at, the event time (events.time.field)"),
        with(
            "hours that are none",
            "from: 22, to: 6",
            "from: 6, to: 6",
            "features[2].to = 6, expected an hour from 0 to 24 other than from"),
        with(
            "a feature twice",
            "over: 24h, take: [label_rate",
            "over: 7d, take: [count",
            "p.yaml:12:5: features: card.count.7d is made twice, expected each feature once; the first is at p.yaml:11:5"),
        with("a name twice", "name: land", "name: amount", "features: amount is made twice"),
        with(
            "windows of nothing",
            "take: [since_last]",
            "over: [1d], take: [since_last]",
            "features[6].over = a list, expected no such key: nothing in take is over a window"),
        with(
            "no window",
            "over: [7d], ",
            "",
            "p.yaml:11:5: features[4].over is missing, expected a list of durations"),
        with(
            "one entity in two orders",
            "  - {cross",
            "  - {per: [currency, shop], take: [label_streak]}\n  - {cross",
            "features[7].per = a list, expected the fields in one order: another block says [shop, currency]"),
        with(
            "a cross of nothing known",
            "[card.count.7d, night]",
            "[card.count.7d, nigth]",
            "p.yaml:14:30: features[7].cross[0][1] = nigth, expected the name of a feature of this file that is no cross; did you mean night?"),
        with("a cross that fits two", "over: [7d]", "over: [1d, 7d]", "nothing")
            .replacing(
                "[card.count.7d, night]",
                "[card.count, night]",
                "features[7].cross[0][0] = card.count, expected one feature, but [card.count.1d, card.count.7d] all fit; write the whole name"),
        with(
            "a setting of another update",
            "rate: 0.1",
            "rate: 0.1, epsilon: 0.01",
            "learner.epsilon = 0.01, expected 0.000001 or no such key: update ftrl does not use it"),
        with(
            "one topic for two things",
            "alerts: alerts",
            "alerts: payments",
            "p.yaml:18:34: output.alerts = payments, expected a topic other than that of events.topic"),
        with(
            "a field inside another",
            "of: country",
            "of: card.country",
            "p.yaml:7:3: features = card.country leads through card, expected fields that are not inside each other"));
  }

  private static BrokenFile with(String is, String whole, String broken, String message) {
    return new BrokenFile(is, replace(WHOLE, whole, broken), message, false);
  }

  private BrokenFile replacing(String whole, String broken, String itsMessage) {
    return new BrokenFile(is, replace(text, whole, broken), itsMessage, bySchema);
  }

  static String replace(String text, String whole, String broken) {
    if (!text.contains(whole)) {
      throw new IllegalArgumentException("the whole file has no: " + whole);
    }
    return text.replace(whole, broken);
  }
}
