package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An ensemble")
class EnsembleTest {
  private static final Inputs INPUTS = new Inputs(1, List.of(false));
  private static final LearnerConfig STUCK = LearnerConfig.ftrl(1e-6, 10);
  private static final LearnerConfig LEARNS = LearnerConfig.ftrl(0.5, 10);
  private static final LearnerConfig TREE = new TreeConfig(TreeSettings.defaults());

  @Test
  void beginsWithEqualWeights() {
    Ensemble ensemble = new EnsembleConfig(List.of(STUCK, LEARNS), 0.1, 0).create(INPUTS);
    assertThat(ensemble.weight(0)).isEqualTo(0.5);
    assertThat(ensemble.weight(1)).isEqualTo(0.5);
  }

  @Test
  void followsTheMemberThatKnows() {
    Ensemble ensemble = new EnsembleConfig(List.of(STUCK, LEARNS), 0.1, 0.0001).create(INPUTS);
    teach(ensemble, 1, 5000, 0);
    assertThat(ensemble.weight(1)).isGreaterThan(0.95);
    assertThat(ensemble.weight(0) + ensemble.weight(1)).isCloseTo(1, within(1e-12));
  }

  /** The tree sees the plain value only, the linear learner the ids: each knows in its turn. */
  @Test
  void goesOverToAnotherMemberWhenTheStreamChanges() {
    Ensemble ensemble =
        new EnsembleConfig(List.of(LearnerConfig.ftrl(0.1, 10), TREE), 0.2, 0.001).create(INPUTS);
    teach(ensemble, 1, 5000, 0);
    assertThat(ensemble.weight(0)).isGreaterThan(0.7);
    teach(ensemble, 2, 10_000, 1);
    assertThat(ensemble.weight(1)).isGreaterThan(0.7);
  }

  /** By hand: log odds 0 of one, what FTRL learnt of the other; one step of the formula. */
  @Test
  void takesTheStepOfThePaper() {
    Ensemble ensemble = new EnsembleConfig(List.of(STUCK, LEARNS), 0.3, 0.01).create(INPUTS);
    OnlineLearner stuck = STUCK.create(INPUTS);
    OnlineLearner learns = LEARNS.create(INPUTS);
    double[] w = {0.5, 0.5};
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      FeatureVector x = x(random.nextInt(2), 0);
      boolean positive = random.nextInt(4) > x.id(0);
      double a = stuck.logit(x);
      double b = learns.logit(x);
      double logit = w[0] * a + w[1] * b;
      assertThat(ensemble.logit(x)).isCloseTo(logit, within(1e-9));
      double error = 1 / (1 + Math.exp(-logit)) - (positive ? 1 : 0);
      double wa = w[0] * Math.exp(-0.3 * error * a);
      double wb = w[1] * Math.exp(-0.3 * error * b);
      w[0] = 0.99 * wa / (wa + wb) + 0.005;
      w[1] = 0.99 * wb / (wa + wb) + 0.005;
      for (OnlineLearner learner : List.of(ensemble, stuck, learns)) {
        learner.learn(x, positive, 1);
      }
      assertThat(ensemble.weight(0)).isCloseTo(w[0], within(1e-9));
    }
  }

  /** What counts of a member is no more than its bound, and so is what its features add. */
  @Test
  void explainsWhatItSaysWhereAMemberGoesBeyondItsBound() {
    Ensemble ensemble = new EnsembleConfig(List.of(STUCK, LEARNS), 0.1, 0.0001).create(INPUTS);
    teach(ensemble, 1, 5000, 0);
    FeatureVector loud = new FeatureVector(1);
    loud.add(1, 1000);
    loud.plain(new float[] {0});
    double[] contributions = new double[1];
    double base = ensemble.explain(loud, contributions);
    assertThat(ensemble.logit(loud)).isGreaterThan(0.9 * Ensemble.MOST_LOGIT);
    assertThat(base + contributions[0]).isCloseTo(ensemble.logit(loud), within(1e-9));
    assertThat(base).isEqualTo(ensemble.explain(x(0, 0), new double[1]));
  }

  @Test
  void changesNoMemberWhereTheStateOfALaterOneIsDamaged() {
    EnsembleConfig config = new EnsembleConfig(List.of(STUCK, LEARNS), 0.1, 0.01);
    Ensemble one = config.create(INPUTS);
    teach(one, 1, 100, 0);
    byte[] damaged = bytes(one);
    damaged[damaged.length - 8 * 1025 - 8] ^= 1;
    Ensemble other = config.create(INPUTS);
    teach(other, 2, 50, 0);
    byte[] before = bytes(other);
    assertThatThrownBy(() -> other.read(new StateReader(damaged)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(bytes(other)).isEqualTo(before);
  }

  @Test
  void refusesMembersThatDoNotFit() {
    refused(List.of(LEARNS), "members = 1 learners, expected 2 to 8");
    refused(
        List.of(LEARNS, LearnerConfig.ftrl(0.5, 12)),
        "members = [10, 12] hash_bits, expected the same hash_bits");
    refused(
        List.of(LEARNS, new EnsembleConfig(List.of(LEARNS, TREE), 0.1, 0)),
        "members = an ensemble, expected learners of other kinds");
    assertThat(new EnsembleConfig(List.of(TREE, LEARNS), 0.1, 0).hashBits()).isEqualTo(10);
  }

  private static void refused(List<LearnerConfig> members, String message) {
    assertThatThrownBy(() -> new EnsembleConfig(members, 0.1, 0)).hasMessageContaining(message);
  }

  /** Of what decides: 0 the id, 1 the plain value. */
  private static void teach(Ensemble ensemble, long seed, int examples, int by) {
    Random random = new Random(seed);
    for (int i = 0; i < examples; i++) {
      int id = random.nextInt(2);
      int plain = random.nextInt(2);
      ensemble.learn(x(id, plain), (by == 0 ? id : plain) == 1, 1);
    }
  }

  private static FeatureVector x(int id, float plain) {
    FeatureVector x = new FeatureVector(1);
    x.add(id, 1);
    x.plain(new float[] {plain});
    return x;
  }

  private static byte[] bytes(Ensemble ensemble) {
    StateWriter out = new StateWriter();
    ensemble.write(out);
    return out.toBytes();
  }
}
