package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.EventSchema;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.ExplainedSpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.OutlierSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.labeljoin.ExampleWeights;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.pipeline.Change;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.EventSource;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Measure;
import io.millrace.model.pipeline.Output;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.PrecisionAt;
import io.millrace.model.pipeline.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A pipeline file")
class PipelineFileTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void becomesThePipelineItDescribes() {
    Pipeline pipeline = read(BrokenFile.WHOLE);

    assertThat(pipeline.name()).isEqualTo("cards");
    assertThat(pipeline.generation()).isEqualTo(2);
    assertThat(pipeline.partitions()).isEqualTo(6);
    assertThat(pipeline.events())
        .isEqualTo(
            new EventSource(
                "payments",
                "tx.id",
                new TimeSource("at", TimeSource.Format.ISO, UTC),
                Duration.ofMinutes(5),
                null));
    assertThat(pipeline.labels())
        .isEqualTo(
            new LabelSource(
                "findings",
                "id",
                "fraud",
                List.of("1", "true"),
                List.of("0", "false"),
                new TimeSource("known", TimeSource.Format.EPOCH_MILLIS, null),
                new LabelPolicy(true, Duration.ofDays(7), Duration.ofDays(30)),
                Duration.ofMinutes(1)));
    assertThat(pipeline.learner()).isEqualTo(LearnerConfig.ftrl(0.1, 18));
    assertThat(pipeline.decide()).isEqualTo(new DecisionConfig(100, "card", UTC, 0.5));
    assertThat(pipeline.measure())
        .isEqualTo(new Measure(List.of("auc_roc", "log_loss"), new PrecisionAt(100, "card", UTC)));
    assertThat(pipeline.output()).isEqualTo(new Output("scores", "alerts", 3));
  }

  @Test
  void givesEveryFieldASlotAndEveryEntityOneHistory() {
    Pipeline pipeline = read(BrokenFile.WHOLE);

    assertThat(pipeline.features().schema())
        .isEqualTo(
            new EventSchema(
                List.of("amount", "tip"), List.of("country", "card", "shop", "currency")));
    assertThat(pipeline.features().entities())
        .containsExactly(
            new EntitySpec("card", List.of(1), List.of(0, 1), List.of(DAY, 7 * DAY), true),
            new EntitySpec("shop+currency", List.of(2, 3), List.of(), List.of(), false));
  }

  @Test
  void namesFeaturesByEntityTakeAndWindow() {
    assertThat(read(BrokenFile.WHOLE).features().features())
        .containsExactly(
            new FeatureSpec.Number("amount", 0, Binning.DEFAULT),
            new FeatureSpec.Category("land", 0),
            new FeatureSpec.HourBetween("night", 22, 6, UTC),
            new FeatureSpec.Weekend("weekend", UTC),
            new FeatureSpec.History("card.count.7d", 0, Take.COUNT, -1, 1, Binning.DEFAULT),
            new FeatureSpec.History("card.mean(amount).7d", 0, Take.MEAN, 0, 1, Binning.DEFAULT),
            new FeatureSpec.History("card.mean(tip).7d", 0, Take.MEAN, 1, 1, Binning.DEFAULT),
            new FeatureSpec.History(
                "card.label_rate.1d", 0, Take.LABEL_RATE, -1, 0, new Binning(List.of(8), true)),
            new FeatureSpec.History(
                "card.label_streak", 0, Take.LABEL_STREAK, -1, -1, new Binning(List.of(8), true)),
            new FeatureSpec.History(
                "shop+currency.since_last", 1, Take.SINCE_LAST, -1, -1, Binning.DEFAULT),
            new FeatureSpec.Cross("night*card.count.7d", List.of(2, 4)),
            new FeatureSpec.Cross("amount*card.label_rate.1d", List.of(0, 7)));
  }

  @Test
  void looksForOutliersAndForWhatTheyExplain() {
    Pipeline pipeline = read(BrokenOutliers.WHOLE);

    assertThat(pipeline.features().entities())
        .containsExactly(
            new EntitySpec(
                "card",
                List.of(1),
                List.of(0, 1),
                List.of(DAY, 7 * DAY),
                true,
                new OutlierSpec(0, 2, 60 * DAY),
                null),
            new EntitySpec(
                "shop+currency",
                List.of(2, 3),
                List.of(),
                List.of(),
                true,
                null,
                new ExplainedSpec(9, 2.5)));
    assertThat(pipeline.features().features().get(9))
        .isEqualTo(
            new FeatureSpec.History(
                "card.usual_ratio(amount)", 0, Take.USUAL_RATIO, 0, -1, Binning.DEFAULT));
    assertThat(pipeline.canonicalSettings())
        .contains("entity.card.outliers.half_life_ms = 5184000000")
        .contains("entity.shop+currency.explained.by = card.usual_ratio(amount)")
        .doesNotContain("retract")
        .doesNotContain("wholly");
    assertThat(
            read(BrokenOutliers.WHOLE.replace("half_life: 60d", "half_life: 60d, retract: 64"))
                .canonicalSettings())
        .contains("entity.card.outliers.retract = 64");
    Pipeline inPart = read(BrokenOutliers.WHOLE.replace("above: 2.5", "above: 2.5, wholly: 6"));
    assertThat(inPart.features().entities().get(1).explained())
        .isEqualTo(new ExplainedSpec(9, 2.5, 6));
    assertThat(inPart.canonicalSettings())
        .contains("entity.shop+currency.explained.above = 2.5")
        .contains("entity.shop+currency.explained.wholly = 6.0");
  }

  @Test
  void readsWhatExamplesWeigh() {
    Pipeline pipeline =
        read(
            BrokenFile.WHOLE.replace(
                "after: 7d", "after: 7d, weight: {positives: 5, by: amount, unit: 50, most: 9}"));
    assertThat(pipeline.labels().policy().weights())
        .isEqualTo(new ExampleWeights(5, "amount", 50, 0.2, 9));
    assertThat(pipeline.canonicalSettings())
        .contains("labels.weight.positives = 5.0\n", "labels.weight.by = amount\n");
    assertThat(read(BrokenFile.WHOLE).canonicalSettings()).doesNotContain("weight");
  }

  @Test
  void readsTextsAndDecayedWindowsOfAHistory() {
    Pipeline pipeline =
        read(
            BrokenFile.WHOLE.replace(
                "take: [since_last]",
                "over: 7d, take: [since_last, distinct(country), first_time(country),"
                    + " decayed_mean(amount)]"));

    FeatureSet features = pipeline.features();
    int distinct = features.indexOf("shop+currency.distinct(country).7d");
    FeatureSpec.History read = (FeatureSpec.History) features.features().get(distinct);
    assertThat(features.field(read)).contains("country");
    assertThat(features.entities().get(read.entity()).textSlots())
        .containsExactly(features.schema().texts().indexOf("country"));
    assertThat(features.indexOf("shop+currency.decayed_mean(amount).7d")).isPositive();
    assertThat(pipeline.canonicalSettings())
        .contains("entity.shop+currency.texts = [country]\n")
        .contains("= distinct of country per shop+currency over 604800000 ms\n");
  }

  @Test
  void leavesOutWhatHasADefault() {
    Pipeline pipeline =
        read(
            BrokenFile.WHOLE
                .replace("generation: 2\n", "")
                .replace(
                    "measure: [auc_roc, log_loss, {precision_at: 100, per: card, each: day, zone: UTC}]\n",
                    "")
                .replace(", time: {field: known, format: epoch_millis}", ""));

    assertThat(pipeline.generation()).isEqualTo(1);
    assertThat(pipeline.measure()).isEqualTo(new Measure(Measure.METRICS, null));
    assertThat(pipeline.labels().time()).isNull();
  }

  @Test
  void maySayAFixedThreshold() {
    Pipeline pipeline =
        PipelineFile.read("p.yaml", BrokenFile.WHOLE, Map.of("decide", "{threshold: 0.8}"));

    assertThat(pipeline.decide()).isEqualTo(DecisionConfig.threshold(0.8));
  }

  @Test
  void ofFraudShipsWithTheProduct() {
    Pipeline fraud = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

    assertThat(fraud.name()).isEqualTo("fraud");
    assertThat(fraud.features().entities())
        .extracting(EntitySpec::name)
        .containsExactly("customer_id", "terminal_id");
    assertThat(fraud.features().indexOf("terminal_id.label_rate.7d")).isPositive();
  }

  /** So a service of the one becomes one of the other by a deploy, and its learner goes on. */
  @Test
  void ofFraudWithChallengersDiffersFromTheOtherInItsLearnersAlone() throws IOException {
    Pipeline fraud = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
    Pipeline challengers = PipelineFile.read(Path.of("fraud-challengers.yaml"), Map.of());
    assertThat(challengers.learners().all()).hasSizeGreaterThan(1);
    assertThat(challengers.learners().all().get(0)).isEqualTo(fraud.learners().all().get(0));
    assertThat(challengers.differences(fraud.canonicalSettings()))
        .isNotEmpty()
        .extracting(Difference::change)
        .containsOnly(Change.REPLAY);
    assertThat(shippedWithout("fraud-challengers.yaml", "learners", "promote"))
        .isEqualTo(shippedWithout("fraud.yaml", "learner"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.millrace.stream.config.BrokenFile#all")
  void isRefusedWithPlaceKeyFoundAndExpected(BrokenFile broken) {
    assertThatThrownBy(() -> read(broken.text()))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(broken.message());
  }

  @Test
  void tellsAllThatIsWrongAtOnceInTheOrderOfTheFile() {
    String text =
        BrokenFile.WHOLE
            .replace("rate: 0.1", "rate: fast")
            .replace("generation: 2", "generation: two")
            .replace("take: [since_last]", "take: [since_lost]");

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read(text));

    assertThat(refused.problems())
        .containsExactly(
            "p.yaml:3:13: generation = two, expected a whole number from 1",
            "p.yaml:13:36: features[6].take[0] = since_lost, expected one of count, sum(FIELD),"
                + " mean(FIELD), min(FIELD), max(FIELD), ratio(FIELD), zscore(FIELD), since_last,"
                + " label_count, positive_count, label_rate, label_streak, label_streak_age,"
                + " since_last_positive, since_last_negative, since_last_label, usual_ratio(FIELD),"
                + " usual_zscore(FIELD), outlier_count(FIELD), outlier_max(FIELD),"
                + " outlier_positive_count(FIELD), distinct(FIELD), first_time(FIELD), decayed_count,"
                + " decayed_sum(FIELD), decayed_mean(FIELD), decayed_ratio(FIELD); did you mean"
                + " since_last?",
            "p.yaml:15:47: learner.rate = fast, expected a number above 0; start at 0.1");
  }

  @Test
  void takesValuesFromTheCommandLineBeforeItIsChecked() {
    Pipeline pipeline =
        PipelineFile.read(
            "p.yaml",
            BrokenFile.WHOLE,
            Map.of(
                "learner.rate", "0.25",
                "features[0].bins", "[2, 8]",
                "features.4.over", "[30d]",
                "features.7.cross", "[[night, amount]]",
                "output.reasons", "5"));

    assertThat(pipeline.learner()).isEqualTo(LearnerConfig.ftrl(0.25, 18));
    assertThat(pipeline.features().features().get(0))
        .isEqualTo(new FeatureSpec.Number("amount", 0, new Binning(List.of(2, 8), false)));
    assertThat(pipeline.features().indexOf("card.count.30d")).isEqualTo(4);
    assertThat(pipeline.output().reasons()).isEqualTo(5);
  }

  @Test
  void namesTheCommandLineWhereItsValueIsWrong() {
    assertThatThrownBy(
            () -> PipelineFile.read("p.yaml", BrokenFile.WHOLE, Map.of("learner.rat", "0.25")))
        .hasMessageStartingWith(
            "--set learner.rat: learner.rat: unknown key, expected one of name, kind,")
        .hasMessageEndingWith("did you mean rate?");
    assertThatThrownBy(
            () -> PipelineFile.read("p.yaml", BrokenFile.WHOLE, Map.of("learner.rate", "-1")))
        .hasMessageStartingWith("--set learner.rate: learner.rate = -1.0, expected a number from");
    assertThatThrownBy(
            () -> PipelineFile.read("p.yaml", BrokenFile.WHOLE, Map.of("features[12].of", "x")))
        .hasMessage("--set features[12].of: no item 12, expected an index from 0 to 7");
    assertThatThrownBy(
            () -> PipelineFile.read("p.yaml", BrokenFile.WHOLE, Map.of("pipeline.x", "y")))
        .hasMessageStartingWith("--set pipeline.x: no key x in cards, expected the path of");
  }

  @Test
  void thatIsEmptyIsToldAllItNeeds() {
    assertThat(catchThrowableOfType(ConfigException.class, () -> read("")).problems())
        .hasSize(8)
        .first()
        .isEqualTo("p.yaml:1:1: pipeline is missing, expected a name, e.g. movies");
  }

  @Test
  void thatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> PipelineFile.read(Path.of("no", "such.yaml"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("no pipeline file no/such.yaml, expected a file there or one that ships");
  }

  private static Pipeline read(String text) {
    return PipelineFile.read("p.yaml", text, Map.of());
  }

  private static JsonNode shippedWithout(String file, String... keys) throws IOException {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipelines/" + file)) {
      return ((ObjectNode) new YAMLMapper().readTree(in)).remove(List.of(keys));
    }
  }
}
