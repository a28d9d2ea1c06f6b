package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The blend")
class BlendTest {
  private static final BlendConfig CONFIG = new BlendConfig(10, .1, 1, 1);

  /** Names the items it was told, the first best. */
  private record Naming(int... items) implements Generator {
    @Override
    public void score(Query query, Scores out) {
      for (int i = 0; i < items.length; i++) {
        out.add(items[i], items.length - i);
      }
    }

    @Override
    public void learn(Query past, int item, float weight) {}

    @Override
    public void renumber(int[] to) {}

    @Override
    public void write(StateWriter out) {}

    @Override
    public void read(StateReader in) {}
  }

  private final Catalogue catalogue = new Catalogue(RecommenderConfig.DEFAULT_ITEMS);
  private final Candidates candidates = new Candidates(2, 10);
  private final Blend blend = new Blend(CONFIG, 2);

  BlendTest() {
    for (int i = 0; i < 30; i++) {
      catalogue.count(i + 1, "i" + i, 0);
    }
  }

  private void ask(Generator... generators) {
    candidates.fill(new Query(catalogue).of(Pasts.nobody(Pasts.HOUR)), generators);
  }

  private int first() {
    Ranked list = new Ranked(5);
    blend.rank(candidates, list);
    return list.item(0);
  }

  @Test
  void trustsTheGeneratorThatWasRight() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      int right = random.nextInt(15);
      ask(new Naming(right, 20, 21), new Naming(15 + random.nextInt(5), 22, 23));
      blend.learn(candidates, right, 1);
    }

    ask(new Naming(1, 20, 21), new Naming(16, 22, 23));

    assertThat(first()).isEqualTo(1);
  }

  @Test
  void whatNobodyNamedTeachesNothing() {
    ask(new Naming(1, 2), new Naming(3));
    byte[] before = state();

    blend.learn(candidates, 9, 1);

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void stepsDownTheGradientOfTheLogLoss() {
    ask(new Naming(1, 2, 3), new Naming(3, 4));
    float[] before = weights();
    double h = 1e-3;
    double[] slope = new double[before.length];
    for (int f = 0; f < slope.length; f++) {
      slope[f] = (loss(before, f, h) - loss(before, f, -h)) / (2 * h);
    }

    blend.learn(candidates, 3, 1);

    float[] after = weights();
    for (int f = 0; f < slope.length; f++) {
      double step = -CONFIG.rate() * slope[f] / Math.sqrt(1 + slope[f] * slope[f]);
      assertThat((double) after[f] - before[f]).isCloseTo(step, within(1e-4));
    }
  }

  /** Negative log of the probability of item 3, with one weight moved. */
  private double loss(float[] weights, int moved, double by) {
    double sum = 0;
    double taken = 0;
    for (int c = 0; c < candidates.size(); c++) {
      double logit = 0;
      for (int f = 0; f < weights.length; f++) {
        double weight = weights[f] + (f == moved ? by : 0);
        logit += weight * candidates.features()[c * weights.length + f];
      }
      sum += Math.exp(logit);
      taken = candidates.item(c) == 3 ? logit : taken;
    }
    return Math.log(sum) - taken;
  }

  private byte[] state() {
    StateWriter out = new StateWriter();
    blend.write(out);
    return out.toBytes();
  }

  private float[] weights() {
    return new StateReader(state()).getFloats();
  }
}
