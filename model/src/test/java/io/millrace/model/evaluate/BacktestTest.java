package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.pipeline.EventSource;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Measure;
import io.millrace.model.pipeline.Output;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A backtest")
class BacktestTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int COUNT = 0;
  private static final int SINCE_LAST = 1;
  private static final int STREAK = 2;

  private final List<ScoredEvent> scored = new ArrayList<>();
  private final Backtest backtest =
      new Backtest(pipeline(), 0, (event, probability) -> scored.add(event));

  private static Pipeline pipeline() {
    FeatureSet features =
        new FeatureSet(
            new EventSchema(List.of(), List.of("account")),
            List.of(new EntitySpec("account", List.of(0), List.of(), List.of(30 * DAY), true)),
            List.of(
                new FeatureSpec.History("count", 0, Take.COUNT, -1, 0, Binning.DEFAULT),
                new FeatureSpec.History("since_last", 0, Take.SINCE_LAST, -1, -1, Binning.DEFAULT),
                new FeatureSpec.History("streak", 0, Take.LABEL_STREAK, -1, -1, Binning.DEFAULT)));
    return new Pipeline(
        "returns",
        1,
        new EventSource(
            "purchases",
            "id",
            new TimeSource("at", TimeSource.Format.EPOCH_MILLIS, null),
            EventSource.DEFAULT_MAX_AHEAD,
            null),
        new LabelSource(
            "verdicts",
            "id",
            "value",
            List.of("1"),
            List.of("0"),
            null,
            new LabelPolicy(false, Duration.ofDays(7), LabelSource.DEFAULT_REMEMBER),
            LabelSource.DEFAULT_GRACE),
        features,
        LearnerConfig.ftrl(0.1, 10),
        DecisionConfig.threshold(0.5),
        new Measure(Measure.METRICS, null),
        new Output("scores", "alerts", 0),
        1);
  }

  private void event(String id, String account, double day) {
    backtest.event(of(id, account, day));
  }

  private static Event of(String id, String account, double day) {
    return new Event(id, NOON + (long) (day * DAY), new double[0], new String[] {account});
  }

  private void positive(String id, double day) {
    backtest.label(new Label(id, true, NOON + (long) (day * DAY), 0));
  }

  private List<Float> values(int feature) {
    return scored.stream().map(event -> event.values()[feature]).toList();
  }

  @Test
  void seesTheHistoryBeforeAnEvent() {
    event("a", "anna", 0);
    event("b", "anna", 1);
    event("c", "anna", 2);
    assertThat(values(COUNT)).containsExactly(0f, 1f, 2f);
    assertThat(values(SINCE_LAST)).containsExactly(Float.NaN, 24f, 24f);
  }

  @Test
  void changesNothingByExpectingEventsThatComeOrDoNotCome() {
    backtest.expect(List.of(of("a", "anna", 0), of("x", "carl", 300)));
    event("a", "anna", 0);
    positive("a", 1);
    backtest.expect(List.of(of("b", "anna", 2), of("x", null, 300)));
    event("b", "anna", 2);
    event("x", "carl", 3);
    assertThat(values(COUNT)).containsExactly(0f, 1f, 0f);
    assertThat(values(STREAK)).containsExactly(0f, 1f, 0f);
    assertThat(backtest.labels()).isEqualTo(1);
    assertThat(backtest.outcomes()).containsOnly(Map.entry(Outcome.LEARNT_FROM_LABEL, 1L));
  }

  /** Windows of 30 days and half a year: 210 days. */
  @Test
  void forgetsOverAStreamOfFourHundredDaysWhatHasBeenIdleForLong() {
    event("a", "anna", 0);
    positive("a", 1);
    event("b", "bert", 150);
    event("c", "anna", 210);
    event("d", "anna", 400);
    event("e", "bert", 400);
    assertThat(values(SINCE_LAST))
        .containsExactly(Float.NaN, Float.NaN, 24f * 210, 24f * 190, Float.NaN);
    // The label was known a day later, and is as old as the history then.
    assertThat(values(STREAK)).containsExactly(0f, 0f, 1f, 1f, 0f);
  }

  @Test
  void takesARepeatForOneAsLongAsItsHistoryRemembersIt() {
    event("a", "anna", 0);
    event("a", "anna", 200);
    event("a", "anna", 211);
    assertThat(scored).extracting(ScoredEvent::eventId).containsExactly("a", "a");
    assertThat(backtest.outcomes()).containsEntry(Outcome.DUPLICATE_EVENT, 1L);
  }

  @Test
  void givesAnEventWithoutItsEntityAnEmptyPastAndFindsItsRepeat() {
    event("a", null, 0);
    event("b", null, 0);
    event("a", null, 7);
    event("a", null, 7.1);
    assertThat(scored).extracting(ScoredEvent::eventId).containsExactly("a", "b", "a");
    assertThat(values(COUNT)).containsOnly(0f);
    assertThat(values(SINCE_LAST)).containsOnly(Float.NaN);
    assertThat(backtest.outcomes()).containsEntry(Outcome.DUPLICATE_EVENT, 1L);
  }
}
