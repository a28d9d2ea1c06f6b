package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@link Grammar}, the reference page, the schema, and what the settings do. */
@DisplayName("What a change of a key takes")
class ChangeTest {
  /** Keys that have one value only. */
  private static final Set<String> FIXED =
      Set.of(
          "pipeline.kind",
          "events.format",
          "logistic.kind",
          "factorization_machine.kind",
          "hoeffding_tree.kind",
          "forest.kind",
          "perceptron.kind",
          "wide_and_deep.kind",
          "ensemble.kind",
          "number.as",
          "category.as",
          "hour_between.as",
          "weekend.as",
          "hour_between.of",
          "weekend.of",
          "precision_at.each",
          "recommend_pipeline.kind",
          "activity.format",
          "items.format",
          "explore.kind");

  private static final String BASE =
      """
      pipeline: cards
      kind: classify
      events: {topic: payments, format: json, id: tx.id, time: {field: at, format: iso, zone: UTC}}
      labels: {topic: findings, id: id, value: fraud, positive: [1], negative: [0], after: 7d, channels: {field: by, order: [a, b]}}
      features:
        - {name: amount, of: amount, as: number}
        - {name: land, of: country, as: category}
        - {name: night, as: hour_between, from: 22, to: 6, zone: UTC}
        - {name: weekend, as: weekend, zone: UTC}
        - {per: card, over: [7d], take: [count, mean(amount)]}
        - {cross: [[night, amount]]}
      learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}
      decide: {alert_budget: 100/day, per: card, zone: UTC, initial_threshold: 0.5}
      measure: [auc_roc, {precision_at: 100, per: card, each: day, zone: UTC}]
      output: {scores: scores, alerts: alerts}
      """;

  /** For each key another value, as an override; of sections, their keys. */
  private static final Map<String, Map<String, String>> CHANGED = new HashMap<>();

  static {
    change("pipeline.pipeline", "pipeline=others");
    change("pipeline.generation", "generation=2");
    change("pipeline.partitions", "partitions=7");
    change("pipeline.measure", "measure=[log_loss]");
    change("events.topic", "events.topic=others");
    change("events.id", "events.id=id");
    change("events.max_ahead", "events.max_ahead=1h");
    change("events.keyed_by", "events.keyed_by=card");
    change("time.field", "events.time.field=when");
    change("time.format", "events.time={field: at, format: epoch_millis}");
    change("time.zone", "events.time.zone=Europe/Paris");
    change("labels.topic", "labels.topic=others");
    change("labels.id", "labels.id=event");
    change("labels.value", "labels.value=found");
    change("labels.positive", "labels.positive=[2]");
    change("labels.negative", "labels.negative=[3]");
    change("labels.assume", "labels.assume=negative");
    change("labels.after", "labels.after=8d");
    change("labels.grace", "labels.grace=2m");
    change("labels.remember", "labels.remember=31d");
    change("labels.negative_after", "labels.assume=negative", "labels.negative_after=1d");
    change("channels.field", "labels.channels.field=who");
    change("channels.order", "labels.channels.order=[a, b, c]");
    change("sample.negatives", "labels.sample={negatives: 0.5}");
    change("number.name", "features[0].name=price", "features[5]={cross: [[night, price]]}");
    change("number.of", "features[0].of=price");
    change("number.bins", "features[0].bins=[8]");
    change("number.raw", "features[0].raw=true");
    change("category.name", "features[1].name=country");
    change("category.of", "features[1].of=land");
    change("hour_between.name", "features[2].name=n", "features[5]={cross: [[n, amount]]}");
    change("hour_between.from", "features[2].from=21");
    change("hour_between.to", "features[2].to=7");
    change("hour_between.zone", "features[2].zone=Europe/Paris");
    change("weekend.name", "features[3].name=w");
    change("weekend.zone", "features[3].zone=Europe/Paris");
    change("history.per", "features[4].per=shop", "decide.per=shop");
    change("history.over", "features[4].over=[8d]");
    change("history.take", "features[4].take=[count]");
    change("history.bins", "features[4].bins=[8]");
    change("history.raw", "features[4].raw=true");
    change("cross.cross", "features[5]={cross: [[night, amount], [night, land]]}");
    change("pipeline.calibrate", "calibrate=platt");
    change("logistic.name", "learner.name=other");
    change("logistic.update", "learner.update=adagrad");
    change("logistic.rate", "learner.rate=0.2");
    change("logistic.beta", "learner.beta=2");
    change("logistic.l1", "learner.l1=2");
    change("logistic.l2", "learner.l2=2");
    change("logistic.hash_bits", "learner.hash_bits=17");
    change("decide.alert_budget", "decide.alert_budget=5/day");
    change("decide.per", "decide.per=shop");
    change("decide.zone", "decide.zone=Europe/Paris");
    change("decide.initial_threshold", "decide.initial_threshold=0.6");
    change("precision_at.precision_at", "measure[1].precision_at=5");
    change("precision_at.per", "measure[1].per=shop");
    change("precision_at.zone", "measure[1].zone=Europe/Paris");
    change("output.scores", "output.scores=others");
    change("output.alerts", "output.alerts=others");
    change("output.reasons", "output.reasons=5");
  }

  /** Keys that only another form of their section has. */
  private static final Map<String, List<String>> OTHER_FORM =
      new HashMap<>(
          Map.of(
              "decide.threshold",
              List.of("decide={threshold: 0.8}", "decide={threshold: 0.9}"),
              "logistic.initial_accumulator",
              List.of(
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18}",
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18,"
                      + " initial_accumulator: 1}"),
              "outliers.of",
              List.of(outliers("amount", 2, "60d"), outliers("tip", 2, "60d")),
              "outliers.above",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 3, "60d")),
              "outliers.half_life",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 2, "30d")),
              "outliers.retract",
              List.of(outliers("amount", 2, "60d"), outliers("amount", 2, "60d, retract: 64")),
              "explained.by",
              List.of(explained("mean(amount)", 2), explained("count", 2)),
              "explained.above",
              List.of(explained("count", 2), explained("count", 3)),
              "logistic.epsilon",
              List.of(
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18}",
                  "learner={kind: logistic, update: adagrad, rate: 0.1, hash_bits: 18, epsilon: 0.1}")));

  static {
    OTHER_FORM.put(
        "weight.positives",
        List.of("labels.weight={positives: 2}", "labels.weight={positives: 3}"));
    OTHER_FORM.put("weight.by", List.of(weight("amount", ""), weight("card.count.7d", "")));
    OTHER_FORM.put(
        "weight.unit", List.of(weight("amount", ""), "labels.weight={by: amount, unit: 60}"));
    OTHER_FORM.put("weight.least", List.of(weight("amount", ""), weight("amount", ", least: 0.5")));
    OTHER_FORM.put("weight.most", List.of(weight("amount", ""), weight("amount", ", most: 9")));
    OTHER_FORM.put(
        "prior.follow",
        List.of("calibrate=platt\nprior={follow: 5000}", "calibrate=platt\nprior={follow: 2000}"));
    OTHER_FORM.put(
        "drift.detector", List.of("drift={detector: adwin}", "drift={detector: hddm_a}"));
    OTHER_FORM.put(
        "drift.every",
        List.of("drift={detector: adwin}", "drift={detector: adwin, every: 100000}"));
    OTHER_FORM.put(
        "drift.reaction",
        List.of(
            "drift={detector: adwin}",
            "drift={detector: adwin, reaction: raise_rate, factor: 4, for: 20000}"));
    OTHER_FORM.put(
        "drift.factor",
        List.of(
            "drift={detector: adwin, reaction: raise_rate}",
            "drift={detector: adwin, reaction: raise_rate, factor: 2}"));
    OTHER_FORM.put(
        "drift.for",
        List.of(
            "drift={detector: adwin, reaction: raise_rate}",
            "drift={detector: adwin, reaction: raise_rate, for: 500}"));
    OTHER_FORM.put("promote.by", List.of(promote("by: evidence"), promote("by: command")));
    OTHER_FORM.put("promote.level", List.of(promote("level: 0.05"), promote("level: 0.01")));
    OTHER_FORM.put("promote.margin", List.of(promote("margin: 0"), promote("margin: 0.02")));
    OTHER_FORM.put(
        "promote.calibration_error",
        List.of(promote("calibration_error: 0.1"), promote("calibration_error: 0.2")));
    OTHER_FORM.put(
        "promote.calibration_share",
        List.of(promote("calibration_share: 0.3"), promote("calibration_share: 2")));
    OTHER_FORM.put("promote.alerts", List.of(promote("alerts: 2"), promote("alerts: 3")));
    learner(
        "factorization_machine",
        Map.of("rate", "0.1", "hash_bits", "18"),
        List.of(
            "name: other",
            "factors: 4",
            "rate: 0.2",
            "factor_rate: 0.2",
            "spread: 0.2",
            "seed: 7",
            "hash_bits: 17",
            "initial_accumulator: 1",
            "epsilon: 0.1"));
    for (String network : List.of("perceptron", "wide_and_deep")) {
      learner(
          network,
          Map.of("rate", "0.1", "hash_bits", "18"),
          List.of(
              "name: other",
              "embedding: 8",
              "hidden: [16, 8]",
              "rate: 0.2",
              "embedding_rate: 0.2",
              "spread: 0.2",
              "seed: 7",
              "hash_bits: 17",
              "initial_accumulator: 1",
              "epsilon: 0.1"));
    }
    String members = "[{kind: hoeffding_tree}, {kind: forest, method: leveraging_bagging}]";
    learner(
        "ensemble",
        Map.of("members", members),
        List.of(
            "name: other",
            "members: [{kind: hoeffding_tree}, {kind: hoeffding_tree, grace: 100}]",
            "rate: 0.2",
            "share: 0.2"));
    List<String> tree =
        List.of(
            "name: other",
            "grace: 100",
            "confidence: 0.01",
            "tie: 0.1",
            "leaf: share",
            "max_nodes: 99");
    learner("hoeffding_tree", Map.of(), tree);
    Map<String, String> forest = Map.of("method", "adaptive_random_forest");
    learner("forest", forest, tree);
    learner(
        "forest",
        forest,
        List.of(
            "method: leveraging_bagging",
            "trees: 5",
            "lambda: 1",
            "features: 2",
            "drift: 0.001",
            "warning: 0.02",
            "seed: 7"));
  }

  /** Each change of a kind of learner, beside the keys it must have. */
  private static void learner(String kind, Map<String, String> required, List<String> changes) {
    for (String change : changes) {
      String key = change.substring(0, change.indexOf(':'));
      Map<String, String> after = new TreeMap<>(required);
      after.put(key, change.substring(change.indexOf(':') + 2));
      OTHER_FORM.put(
          kind + "." + key, List.of(learner(kind, new TreeMap<>(required)), learner(kind, after)));
    }
  }

  private static String learner(String kind, Map<String, String> settings) {
    StringBuilder text = new StringBuilder("learner={kind: " + kind);
    settings.forEach((key, value) -> text.append(", ").append(key).append(": ").append(value));
    return text.append('}').toString();
  }

  private static String promote(String setting) {
    return "learner=null\nlearners=[{name: a, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18},"
        + " {name: b, kind: logistic, update: ftrl, rate: 0.2, hash_bits: 18}]\npromote={"
        + setting
        + "}";
  }

  private static String weight(String by, String more) {
    return "labels.weight={by: " + by + ", unit: 50" + more + "}";
  }

  private static String outliers(String of, int above, String halfLife) {
    return String.format(
        "features[4]={per: card, take: [usual_ratio(%s)], outliers: {of: %s, above: %d,"
            + " half_life: %s}}",
        of, of, above, halfLife);
  }

  private static String explained(String by, int above) {
    return String.format(
        "features[4]={per: card, over: 7d, take: [label_rate, count, mean(amount)], explained: {by:"
            + " %s, above: %d}}",
        by, above);
  }

  private static void change(String key, String... overrides) {
    CHANGED.put(key, overrides(overrides));
  }

  private static Map<String, String> overrides(String... overrides) {
    Map<String, String> all = new HashMap<>();
    for (String override : overrides) {
      if (override.isEmpty()) continue;
      int equals = override.indexOf('=');
      all.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return all;
  }

  private static Pipeline read(Map<String, String> overrides) {
    return PipelineFile.read("test.yaml", BASE, overrides);
  }

  private static String name(Grammar section) {
    return section.name().toLowerCase(Locale.ROOT);
  }

  static Stream<String> keys() {
    return Stream.of(Grammar.values())
        .flatMap(
            section ->
                section.keys().stream()
                    .filter(key -> section.changeOf(key).isPresent())
                    .map(key -> name(section) + "." + key))
        .filter(key -> !FIXED.contains(key));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isWhatTheSettingsOfTheLogComeTo(String key) {
    String base = BASE;
    Map<String, String> before = Map.of();
    Map<String, String> after = CHANGED.get(key);
    if (ChangedLists.FORMS.containsKey(key)) {
      base = ChangedLists.BASE;
      before = overrides(ChangedLists.FORMS.get(key).get(0).split("\n"));
      after = overrides(ChangedLists.FORMS.get(key).get(1).split("\n"));
    }
    if (OTHER_FORM.containsKey(key)) {
      before = overrides(OTHER_FORM.get(key).get(0).split("\n"));
      after = overrides(OTHER_FORM.get(key).get(1).split("\n"));
    }
    assertThat(after).as("another value of " + key + " for this test").isNotNull();
    AnyPipeline old = PipelineFile.readAny("test.yaml", base, before);
    AnyPipeline changed = PipelineFile.readAny("test.yaml", base, after);
    assertThat(changed).isNotEqualTo(old);
    List<Difference> differences =
        Pipeline.differences(changed.canonicalSettings(), old.canonicalSettings());

    String[] parts = key.split("\\.", 2);
    Change said =
        Grammar.valueOf(parts[0].toUpperCase(Locale.ROOT)).changeOf(parts[1]).orElseThrow();
    Change most =
        differences.stream().map(Difference::change).max(Change::compareTo).orElse(Change.AT_ONCE);
    assertThat(most).as(differences.toString()).isEqualTo(said);
    if (said == Change.AT_ONCE) {
      assertThat(changed.lessonFingerprint()).isEqualTo(old.lessonFingerprint());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isSaidByTheReferencePage(Grammar section) throws IOException {
    Map<String, String> cells =
        ReferencePage.lastCells(Files.readString(Path.of("../src/docs/pipeline-file.md")))
            .get(name(section));
    for (String key : section.keys()) {
      assertThat(cells.get(key))
          .as(key)
          .isEqualTo(section.changeOf(key).map(Grammar::words).orElse(""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isSaidByTheSchema(Grammar section) throws IOException {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipeline.schema.json")) {
      JsonNode properties =
          new ObjectMapper().readTree(in).at("/$defs/" + name(section) + "/properties");
      for (String key : section.keys()) {
        assertThat(properties.path(key).path("$comment").asText())
            .as(key)
            .isEqualTo(section.changeOf(key).map(c -> "change: " + Grammar.words(c)).orElse(""));
      }
    }
  }

  /** Labels are kept with the place of their channel in the order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a, b, c] | DEPLOY",
        "[a] | GENERATION",
        "[b, a] | GENERATION",
        "[c, a, b] | GENERATION",
        "[a, bb] | GENERATION",
        "[b] | GENERATION"
      })
  void isADeployForChannelsThatComeAtTheEndOnly(String order, Change change) {
    Pipeline changed = read(overrides("labels.channels.order=" + order));
    assertThat(changed.differences(read(Map.of()).canonicalSettings()))
        .extracting(Difference::key, Difference::change)
        .containsExactly(tuple("labels.channels.order", change));
  }

  @Test
  void isADeployForTheFirstChannelsThatAreNamed() {
    String unnamed = read(overrides("labels.channels=null")).canonicalSettings();
    Pipeline named = read(Map.of());
    assertThat(named.differences(unnamed))
        .extracting(Difference::change)
        .containsExactly(Change.DEPLOY);
    assertThat(Pipeline.differences(unnamed, named.canonicalSettings()))
        .extracting(Difference::change)
        .containsExactly(Change.GENERATION);
  }

  @Test
  void isReadAgainFromTheTextThatTheLogKeeps() {
    Map<String, String> overrides =
        overrides("learner.rate=0.25", "features[1].name=\"größe: 'x'\"".replace(": 'x'", ""));
    Pipeline pipeline = read(overrides);
    Pipeline again = PipelineFile.read("log", pipeline.file(), Map.of());
    assertThat(again).isEqualTo(pipeline);
    assertThat(again.canonicalSettings()).contains("learner.rate = 0.25").contains("größe");
  }
}
