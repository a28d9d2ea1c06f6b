package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.BUDGET;
import static io.millrace.model.replica.ReplicaFixture.FEATURES;
import static io.millrace.model.replica.ReplicaFixture.SMALL;
import static io.millrace.model.replica.ReplicaFixture.WEEK;
import static io.millrace.model.replica.ReplicaFixture.examples;
import static io.millrace.model.replica.ReplicaFixture.fresh;
import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.metric.Brier;
import io.millrace.model.metric.LogLoss;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A replica")
class ReplicaTest {
  private static final float[] AN_EVENT = values(300, "FR", 2.5f);

  private static Replica taught(List<Example> examples) {
    Replica replica = fresh();
    examples.forEach(replica::learn);
    return replica;
  }

  private static Replica restored(byte[] bytes) {
    Replica replica = fresh();
    replica.read(new StateReader(bytes));
    return replica;
  }

  private static byte[] bytes(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    return out.toBytes();
  }

  @Test
  void thatLearntTheSameExamplesHasTheSameDigest() {
    assertThat(taught(examples(1, 3000)).digest()).isEqualTo(taught(examples(1, 3000)).digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 777, 2999, 3000})
  void thatWasRestoredInTheMiddleGoesOnAsIfItHadNot(int middle) {
    List<Example> examples = examples(2, 3000);
    Replica restored = restored(bytes(taught(examples.subList(0, middle))));
    examples.subList(middle, examples.size()).forEach(restored::learn);

    Replica unbroken = taught(examples);
    assertThat(restored.digest()).isEqualTo(unbroken.digest());
    assertThat(restored.threshold()).isEqualTo(unbroken.threshold());
    assertThat(restored.quality().auc()).isEqualTo(unbroken.quality().auc());
    assertThat(restored.scorer().raw(AN_EVENT)).isEqualTo(unbroken.scorer().raw(AN_EVENT));
    assertThat(restored.scorer().reasons(AN_EVENT, List.of("FR"), 5))
        .isEqualTo(unbroken.scorer().reasons(AN_EVENT, List.of("FR"), 5));
  }

  @Test
  void keepsAnOperatorsThresholdUntilItIsReleasedAndThenHasItsOwn() {
    List<Example> examples = examples(2, 3000);
    Replica told = taught(examples.subList(0, 1000));
    told.overrideThreshold(0.77);
    examples.subList(1000, 2000).forEach(told::learn);
    assertThat(told.threshold()).isEqualTo(0.77);
    assertThat(told.digest()).isNotEqualTo(taught(examples.subList(0, 2000)).digest());

    Replica restored = restored(bytes(told));
    assertThat(restored.threshold()).isEqualTo(0.77);
    assertThat(restored.digest()).isEqualTo(told.digest());
    restored.releaseThreshold();
    assertThat(restored.digest()).isEqualTo(taught(examples.subList(0, 2000)).digest());
    assertThatThrownBy(() -> told.overrideThreshold(Double.NaN))
        .hasMessage("threshold = NaN, expected a probability from 0 to 1");
  }

  @Test
  void learnsValuesThatWereMadeWithMoreOrFewerCrosses() {
    float[] longer = Arrays.copyOf(AN_EVENT, AN_EVENT.length + 2);
    Arrays.fill(longer, AN_EVENT.length, longer.length, Float.NaN);
    Replica replica = taught(examples(2, 500));
    assertThat(replica.scorer().raw(longer)).isEqualTo(replica.scorer().raw(AN_EVENT));
    longer[AN_EVENT.length] = 1;
    assertThatThrownBy(() -> replica.scorer().raw(longer))
        .hasMessageContaining("another feature set");
  }

  @Test
  void dependsOnTheOrderOfTheExamples() {
    List<Example> swapped = new ArrayList<>(examples(3, 200));
    Collections.swap(swapped, 50, 60);
    assertThat(taught(swapped).digest()).isNotEqualTo(taught(examples(3, 200)).digest());
  }

  @Test
  void isChangedByEveryExampleAndByNoScore() {
    Replica replica = taught(examples(4, 500));
    byte[] before = replica.digest();
    Scorer scorer = replica.scorer();
    scorer.raw(AN_EVENT);
    scorer.reasons(AN_EVENT, List.of("FR"), 3);
    assertThat(replica.digest()).isEqualTo(before);

    replica.learn(examples(5, 1).get(0));
    assertThat(replica.digest()).isNotEqualTo(before);
  }

  @Test
  void hasADigestThatIsTheSha256OfItsBytes() {
    Replica replica = taught(examples(4, 500));
    assertThat(replica.digest()).isEqualTo(Replica.digest(bytes(replica))).hasSize(32);
  }

  @Test
  void scoresFromWhatItHasLearntByNow() {
    Replica replica = fresh();
    Scorer scorer = replica.scorer();
    assertThat(scorer.raw(AN_EVENT)).isEqualTo(0.5);
    examples(6, 3000).forEach(replica::learn);
    double suspicious = scorer.raw(AN_EVENT);
    assertThat(suspicious).isGreaterThan(10 * scorer.raw(values(10, "AT", 1)));
    assertThat(scorer.probability(suspicious)).isEqualTo(suspicious);
    assertThat(replica.scorer().raw(AN_EVENT)).isEqualTo(suspicious);
  }

  @Test
  void testsEachExampleByTheScoreItGotBeforeLearningIt() {
    List<Example> examples = examples(7, 1000);
    Replica replica = taught(examples);
    double logLoss = 0;
    double brier = 0;
    double weight = 0;
    PrequentialWindow window = new PrequentialWindow(PrequentialWindow.DEFAULT_EXAMPLES);
    for (Example e : examples) {
      weight += e.weight();
      logLoss += e.weight() * LogLoss.of(e.rawScores()[0], e.positive());
      brier += e.weight() * Brier.of(e.rawScores()[0], e.positive());
      window.add(e.rawScores()[0], e.rawScores()[0], e.positive(), e.weight());
    }
    assertThat(replica.totals().logLoss()).isCloseTo(logLoss / weight, within(1e-12));
    assertThat(replica.totals().brier()).isCloseTo(brier / weight, within(1e-12));
    assertThat(replica.totals().weight()).isEqualTo(weight);
    assertThat(replica.quality().auc()).isEqualTo(window.auc());
    assertThat(replica.quality().count()).isEqualTo(1000);
    assertThat(replica.examples()).isEqualTo(1000);
    assertThat(replica.totals().positives())
        .isEqualTo(examples.stream().filter(Example::positive).count());
    assertThat(replica.totals().assumed())
        .isEqualTo(examples.stream().filter(Example::assumed).count());
  }

  @Test
  void movesItsThresholdToTheAlertBudget() {
    Replica replica = fresh();
    assertThat(replica.threshold()).isEqualTo(0.5);
    examples(8, 6000).forEach(replica::learn);
    assertThat(replica.threshold()).isBetween(0.7, 0.99);
  }

  @Test
  void scoresWithoutAllocating() {
    Scorer scorer = taught(examples(9, 100)).scorer();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      sum += scorer.raw(AN_EVENT);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      sum += scorer.raw(AN_EVENT);
    }
    // The question itself may allocate a little; an object a score would be 320,000 bytes.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    assertThat(sum).isPositive();
  }

  @Test
  void refusesAnEventOfAnotherFeatureSetAndStaysAsItWas() {
    Replica replica = taught(examples(10, 10));
    byte[] before = replica.digest();
    Example e = examples(10, 1).get(0);
    Example shorter =
        new Example(
            "e",
            e.eventTime(),
            e.knownAt(),
            new float[3],
            true,
            false,
            1,
            e.rawScores(),
            0.5,
            0,
            0);
    assertThatThrownBy(() -> replica.learn(shorter))
        .hasMessage("an event of 3 feature values, expected 5: it was made by another feature set");
    assertThat(replica.digest()).isEqualTo(before);
  }

  @Test
  void refusesBytesOfAnotherFormat() {
    byte[] bytes = bytes(fresh());
    bytes[0] = 9;
    assertThatThrownBy(() -> restored(bytes))
        .hasMessage(
            "replica state has format 9, expected 1: damaged, or written by another release;"
                + " without it the log is replayed");
  }

  @Test
  void refusesBytesOfOtherSettings() {
    byte[] bytes = bytes(taught(examples(11, 10)));
    Replica wider = new Replica(FEATURES, LearnerConfig.ftrl(0.1, 11), BUDGET, WEEK);
    assertThatThrownBy(() -> wider.read(new StateReader(bytes))).hasMessageContaining("hash_bits");
    Replica fixed = new Replica(FEATURES, SMALL, DecisionConfig.threshold(0.8), WEEK);
    assertThatThrownBy(() -> fixed.read(new StateReader(bytes)))
        .hasMessageContaining("alert_budget=5/day")
        .hasMessageContaining("threshold=0.8");
    Replica patient = new Replica(FEATURES, SMALL, BUDGET, Duration.ofDays(8));
    assertThatThrownBy(() -> patient.read(new StateReader(bytes)))
        .hasMessageContaining("after=PT168H")
        .hasMessageContaining("after=PT192H");
  }

  @Test
  void refusesBytesThatEndEarlyOrGoOn() {
    byte[] bytes = bytes(taught(examples(12, 10)));
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> restored(shorter)).hasMessageContaining("state ends at byte");
    assertThatThrownBy(() -> restored(longer)).hasMessageContaining("1 bytes too many");
  }
}
