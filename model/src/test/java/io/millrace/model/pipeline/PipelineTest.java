package io.millrace.model.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.EventSchema;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.learner.LearnerConfig;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pipeline")
class PipelineTest {
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void saysWhatShapesItsModelBySettingNotBySlot() {
    assertThat(pipeline(0.1, 7).canonicalSettings())
        .isEqualTo(
            """
            format = 1
            pipeline = cards
            generation = 1
            partitions = 6
            labels.positive = [1, true]
            labels.negative = [0]
            labels.assume = negative
            labels.after = PT168H
            labels.remember = PT720H
            entities = [card]
            entity.card.key = [card]
            entity.card.numbers = [amount]
            entity.card.windows_ms = [86400000]
            entity.card.labels = true
            features = [amount, night, card.mean(amount).1d, card.label_streak]
            feature.amount = number of amount
            feature.night = hour_between 0 and 6 in Z
            feature.card.mean(amount).1d = mean of amount per card over 86400000 ms
            feature.card.label_streak = label_streak per card
            bins.amount = [4, 16, 64]
            bins.card.mean(amount).1d = [4] and raw
            bins.card.label_streak = [4, 16, 64]
            crosses = [night*amount]
            cross.night*amount = [night, amount]
            learner.kind = logistic
            learner.update = ftrl
            learner.rate = 0.1
            learner.beta = 1
            learner.l1 = 0
            learner.l2 = 0
            learner.hash_bits = 18
            decide.threshold = 0.8
            """);
  }

  @Test
  void differsInNothingFromItself() {
    assertThat(pipeline(0.1, 7).differences(pipeline(0.1, 7).canonicalSettings())).isEmpty();
  }

  @Test
  void namesEverySettingThatAnotherModelWasMadeWith() {
    assertThat(pipeline(0.1, 7).differences(pipeline(0.2, 30).canonicalSettings()))
        .extracting(Difference::toString)
        .containsExactly(
            "labels.after: this file says PT168H, the log PT720H",
            "learner.rate: this file says 0.1, the log 0.2");
  }

  @Test
  void namesASettingThatOnlyOneSideHas() {
    assertThat(pipeline(0.1, 7).differences(pipeline(0.1, 7).canonicalSettings() + "drift = on\n"))
        .extracting(Difference::toString)
        .containsExactly("drift: this file says nothing, the log on");
  }

  @Test
  void knowsWhatEachDifferenceTakes() {
    String other =
        pipeline(0.2, 7)
            .canonicalSettings()
            .replace("labels.positive = [1, true]", "labels.positive = [2]")
            .replace("bins.amount = [4, 16, 64]", "bins.amount = [8]")
            .replace("decide.threshold = 0.8", "decide.threshold = 0.9")
            .replace("partitions = 6", "partitions = 7")
            .replace("feature.amount = number of amount", "feature.amount = number of price")
            .replace("pipeline = cards", "pipeline = others");
    assertThat(pipeline(0.1, 7).differences(other + "later = release\n"))
        .extracting(difference -> difference.key() + ": " + difference.change())
        .containsExactly(
            "bins.amount: REPLAY",
            "decide.threshold: REPLAY",
            "feature.amount: GENERATION",
            "labels.positive: DEPLOY",
            "later: GENERATION",
            "learner.rate: REPLAY",
            "partitions: GENERATION",
            "pipeline: PIPELINE");
  }

  @Test
  void refusesOneTopicForTwoThings() {
    assertThatThrownBy(() -> pipeline("cards", "scores", 1))
        .hasMessage("output.alerts = scores, expected a topic other than that of output.scores");
  }

  @Test
  void refusesANameThatCannotStartTopicNames() {
    assertThatThrownBy(() -> pipeline("My Cards", "alerts", 1))
        .hasMessageStartingWith("pipeline = My Cards, expected a lower-case letter, then");
  }

  @Test
  void refusesGenerationZero() {
    assertThatThrownBy(() -> pipeline("cards", "alerts", 0))
        .hasMessage("generation = 0, expected 1 to 1000000");
  }

  @Test
  void refusesAValueThatMeansBothPositiveAndNegative() {
    assertThatThrownBy(() -> labels(List.of("1"), List.of("0", "1"), 7))
        .hasMessage("labels.negative = 1, expected values that labels.positive does not name too");
  }

  @Test
  void refusesAMetricThatIsNotKnown() {
    assertThatThrownBy(() -> new Measure(List.of("accuracy"), null))
        .hasMessage(
            "measure = accuracy, expected one of auc_roc, average_precision, log_loss, brier,"
                + " calibration_error");
  }

  @Test
  void refusesAZoneForTimesThatHaveNone() {
    assertThatThrownBy(() -> new TimeSource("at", TimeSource.Format.EPOCH_MILLIS, ZoneOffset.UTC))
        .hasMessage("time.zone = Z, expected no zone: numbers since 1970 have none");
  }

  private static Pipeline pipeline(double rate, int afterDays) {
    return pipeline("cards", "alerts", 1, rate, afterDays);
  }

  private static Pipeline pipeline(String name, String alerts, int generation) {
    return pipeline(name, alerts, generation, 0.1, 7);
  }

  private static Pipeline pipeline(
      String name, String alerts, int generation, double rate, int afterDays) {
    return new Pipeline(
        name,
        generation,
        new EventSource(
            "events",
            "id",
            new TimeSource("at", TimeSource.Format.ISO, null),
            EventSource.DEFAULT_MAX_AHEAD,
            null),
        labels(List.of("1", "true"), List.of("0"), afterDays),
        features(),
        LearnerConfig.ftrl(rate, 18),
        DecisionConfig.threshold(0.8),
        new Measure(Measure.METRICS, new PrecisionAt(100, "card", ZoneOffset.UTC)),
        new Output("scores", alerts, 3),
        6);
  }

  private static LabelSource labels(List<String> positive, List<String> negative, int afterDays) {
    return new LabelSource(
        "labels",
        "id",
        "value",
        positive,
        negative,
        null,
        new LabelPolicy(true, Duration.ofDays(afterDays), LabelSource.DEFAULT_REMEMBER),
        LabelSource.DEFAULT_GRACE);
  }

  private static FeatureSet features() {
    return new FeatureSet(
        new EventSchema(List.of("amount"), List.of("card")),
        List.of(new EntitySpec("card", List.of(0), List.of(0), List.of(DAY), true)),
        List.of(
            new FeatureSpec.Number("amount", 0, Binning.DEFAULT),
            new FeatureSpec.HourBetween("night", 0, 6, ZoneOffset.UTC),
            new FeatureSpec.History(
                "card.mean(amount).1d", 0, Take.MEAN, 0, 0, new Binning(List.of(4), true)),
            new FeatureSpec.History(
                "card.label_streak", 0, Take.LABEL_STREAK, -1, -1, Binning.DEFAULT),
            new FeatureSpec.Cross("night*amount", List.of(1, 0))));
  }
}
