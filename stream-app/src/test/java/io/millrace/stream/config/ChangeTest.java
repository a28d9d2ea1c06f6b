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
    if (ChangedForms.FORMS.containsKey(key)) {
      before = overrides(ChangedForms.FORMS.get(key).get(0).split("\n"));
      after = overrides(ChangedForms.FORMS.get(key).get(1).split("\n"));
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
