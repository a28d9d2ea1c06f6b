package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * A leaf of a {@link GrowingTree}: what it has seen of the features it looks at, class by class.
 */
final class Leaf {
  /** The features it looks at, ascending. */
  final int[] features;

  /** {@link Gaussians} of each; of no use for categories. */
  final double[] stats;

  /** Of each category; null for a number. */
  final TextCounts[] texts;

  /** Examples that it had seen when it last tried to split. */
  double lastTry;

  /**
   * Examples seen of either class, whatever their weights: what says how sure a gain is. Those that
   * a split gave it are a share of its parent's, so they need not be whole.
   */
  private final double[] seen;

  private double shareLoss;
  private double bayesLoss;

  Leaf(int[] features, Inputs inputs, double negatives, double positives) {
    this.features = features;
    seen = new double[] {negatives, positives};
    lastTry = seen();
    stats = new double[features.length * Gaussians.WIDTH];
    texts = new TextCounts[features.length];
    for (int i = 0; i < features.length; i++) {
      Gaussians.clear(stats, i * Gaussians.WIDTH);
      if (inputs.categories().get(features[i])) {
        texts[i] = new TextCounts();
      }
    }
  }

  double seen() {
    return seen[0] + seen[1];
  }

  double seen(int c) {
    return seen[c];
  }

  void add(float[] values, int c, double weight, int examples) {
    seen[c] += examples;
    for (int i = 0; i < features.length; i++) {
      float value = values[features[i]];
      if (texts[i] != null) {
        texts[i].add(c, value, weight);
      } else {
        Gaussians.add(stats, i * Gaussians.WIDTH, c, value, weight);
      }
    }
  }

  /** What its features say for the positive class, in log odds: naive Bayes without the prior. */
  double evidence(float[] values) {
    double sum = 0;
    double spreads = 1;
    for (int i = 0; i < features.length; i++) {
      float value = values[features[i]];
      int at = i * Gaussians.WIDTH;
      if (texts[i] != null) {
        sum += texts[i].evidence(value);
      } else if (!GrowingTree.isMissing(value) && Gaussians.speaks(stats, at)) {
        sum += Gaussians.evidence(stats, at, value);
        spreads *= Gaussians.spread(stats, at);
        if (spreads > 1e200 || spreads < 1e-200) {
          sum += StrictMath.log(spreads) / 2;
          spreads = 1;
        }
      }
    }
    // One logarithm for all features: logarithms are what this costs.
    return sum + StrictMath.log(spreads) / 2;
  }

  /** Adds what each feature says to its contribution; together they are {@link #evidence}. */
  void explain(float[] values, double[] contributions) {
    for (int i = 0; i < features.length; i++) {
      float value = values[features[i]];
      int at = i * Gaussians.WIDTH;
      if (texts[i] != null) {
        contributions[features[i]] += texts[i].evidence(value);
      } else if (!GrowingTree.isMissing(value) && Gaussians.speaks(stats, at)) {
        contributions[features[i]] +=
            Gaussians.evidence(stats, at, value) + StrictMath.log(Gaussians.spread(stats, at)) / 2;
      }
    }
  }

  boolean bayesIsBetter() {
    return bayesLoss < shareLoss;
  }

  /** Both predictions of an example, before it is learnt. */
  void test(double share, double bayes, boolean positive, double weight) {
    double y = positive ? 1 : 0;
    shareLoss += weight * (share - y) * (share - y);
    bayesLoss += weight * (bayes - y) * (bayes - y);
  }

  void write(StateWriter out) {
    out.putInts(features).putDoubles(stats).putDouble(lastTry);
    out.putDouble(seen[0]).putDouble(seen[1]);
    out.putDouble(shareLoss).putDouble(bayesLoss);
    for (TextCounts counts : texts) {
      if (counts != null) {
        counts.write(out);
      }
    }
  }

  static Leaf read(StateReader in, Inputs inputs) {
    int[] features = in.getInts();
    for (int feature : features) {
      LearnerState.requireRange(feature, 0, inputs.plain() - 1);
    }
    Leaf leaf = new Leaf(features, inputs, 0, 0);
    System.arraycopy(
        LearnerState.doubles(in, leaf.stats.length), 0, leaf.stats, 0, leaf.stats.length);
    leaf.lastTry = in.getDouble();
    leaf.seen[0] = in.getDouble();
    leaf.seen[1] = in.getDouble();
    leaf.shareLoss = in.getDouble();
    leaf.bayesLoss = in.getDouble();
    for (int i = 0; i < features.length; i++) {
      if (leaf.texts[i] != null) {
        leaf.texts[i] = TextCounts.read(in);
      }
    }
    return leaf;
  }
}
