package io.millrace.model.learner;

import io.millrace.model.drift.Adwin;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Hoeffding trees that each learn an example with a weight drawn from a Poisson distribution; the
 * forest says the mean of what they say. An ADWIN a tree watches the squared error of its
 * predictions before it learns:
 *
 * <ul>
 *   <li>leveraging bagging: when any tree's error grows, the tree with the largest error is
 *       replaced by a new one;
 *   <li>adaptive random forest: leaves look at a random part of the features, if told to; a warning
 *       starts a tree in the background, which takes the place of its tree when the alarm is
 *       certain.
 * </ul>
 *
 * <p>An example that stands for several counts once, times the weight drawn, where a leaf asks
 * whether it has seen enough to split.
 *
 * <p>Differs from the papers where they count votes: probabilities are averaged with equal weight
 * and errors are squared errors, since with few positives nearly every tree is nearly always right.
 *
 * <p>A feature's contribution is the mean of what it adds in each tree, weighed by how far that
 * moves the tree's probability, and scaled so that all together are the forest's logit less its
 * base.
 *
 * <p>Cost: that of a {@link HoeffdingTree} times the trees, twice where a background tree grows.
 *
 * <p>A. Bifet, G. Holmes, B. Pfahringer, Leveraging Bagging for Evolving Data Streams, ECML PKDD
 * 2010; H. M. Gomes et al., Adaptive random forests for evolving data stream classification,
 * Machine Learning 106 (2017).
 */
final class Forest implements OnlineLearner {
  /** No probability is nearer to 0 or 1. */
  private static final double CERTAIN = 1e-12;

  private final ForestConfig config;
  private final Inputs inputs;
  private final double[] poisson;
  private Draws draws;
  private Watched[] trees;

  /** A tree and who watches it; no detector of warnings and no successor under bagging. */
  private static final class Watched {
    GrowingTree tree;
    final Adwin drift;
    final Adwin warning;
    GrowingTree next;

    Watched(GrowingTree tree, ForestConfig config) {
      this.tree = tree;
      drift = new Adwin(config.drift());
      warning = config.replacesByWarning() ? new Adwin(config.warning()) : null;
    }
  }

  Forest(ForestConfig config, Inputs inputs) {
    this.config = config;
    this.inputs = inputs;
    poisson = cumulative(config.lambda());
    draws = new Draws(config.seed());
    trees = new Watched[config.trees()];
    for (int i = 0; i < trees.length; i++) {
      trees[i] = new Watched(newTree(), config);
    }
  }

  /** Of the Poisson distribution, from 0 on. */
  private static double[] cumulative(double lambda) {
    double[] cumulative = new double[(int) (4 * lambda) + 20];
    double term = StrictMath.exp(-lambda);
    double sum = 0;
    for (int k = 0; k < cumulative.length; k++) {
      sum += term;
      cumulative[k] = sum;
      term *= lambda / (k + 1);
    }
    return cumulative;
  }

  private GrowingTree newTree() {
    return new GrowingTree(config.tree(), inputs, config.features(), draws);
  }

  /** How many trees have one in the background that may take their place. */
  int growing() {
    int growing = 0;
    for (Watched watched : trees) {
      if (watched.next != null) growing++;
    }
    return growing;
  }

  private int drawWeight() {
    double u = draws.uniform();
    int k = 0;
    while (k < poisson.length - 1 && u >= poisson[k]) {
      k++;
    }
    return k;
  }

  @Override
  public double logit(FeatureVector x) {
    float[] values = GrowingTree.plain(x, inputs);
    double sum = 0;
    for (Watched watched : trees) {
      sum += watched.tree.probability(values);
    }
    return logit(sum / trees.length);
  }

  private static double logit(double mean) {
    double p = Math.max(CERTAIN, Math.min(1 - CERTAIN, mean));
    return StrictMath.log(p / (1 - p));
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    CoordinateTable.checkWeight(weight);
    float[] values = GrowingTree.plain(x, inputs);
    boolean worse = false;
    for (Watched watched : trees) {
      int times = drawWeight();
      GrowingTree tree = watched.tree;
      double said =
          times > 0
              ? tree.learn(values, positive, (double) weight * times, times, draws)
              : tree.probability(values);
      if (watched.next != null && times > 0) {
        watched.next.learn(values, positive, (double) weight * times, times, draws);
      }
      double error = said - (positive ? 1 : 0);
      worse |= watch(watched, error * error);
    }
    if (worse) {
      replaceWorst();
    }
  }

  /** Whether a tree must go that is not this one alone to say. */
  private boolean watch(Watched watched, double loss) {
    boolean alarm = watched.drift.add(loss) && watched.drift.change() > 0;
    if (watched.warning == null) {
      return alarm;
    }
    if (watched.warning.add(loss) && watched.warning.change() > 0 && !alarm) {
      watched.next = newTree();
    }
    if (alarm) {
      watched.tree = watched.next == null ? newTree() : watched.next;
      watched.next = null;
      watched.drift.reset();
      watched.warning.reset();
    }
    return false;
  }

  private void replaceWorst() {
    Watched worst = trees[0];
    for (Watched watched : trees) {
      if (watched.drift.mean() > worst.drift.mean()) {
        worst = watched;
      }
    }
    worst.tree = newTree();
    worst.drift.reset();
  }

  @Override
  public double explain(FeatureVector x, double[] contributions) {
    float[] values = GrowingTree.plain(x, inputs);
    double[] moved = new double[contributions.length];
    double p = 0;
    double root = 0;
    for (Watched watched : trees) {
      double[] own = new double[contributions.length];
      double from = watched.tree.explain(values, own);
      double to = watched.tree.logit(values);
      double slope = slope(from, to);
      for (int i = 0; i < own.length; i++) {
        moved[i] += own[i] * slope / trees.length;
      }
      p += Sigmoid.of(to) / trees.length;
      root += Sigmoid.of(from) / trees.length;
    }
    double slope = slope(logit(root), logit(p));
    for (int i = 0; i < moved.length; i++) {
      contributions[i] += moved[i] / slope;
    }
    return logit(root);
  }

  /** How far the probability moves for each unit of log odds, on the way from one to another. */
  private static double slope(double from, double to) {
    double p = Sigmoid.of(to);
    return Math.abs(to - from) < 1e-6 ? p * (1 - p) : (p - Sigmoid.of(from)) / (to - from);
  }

  @Override
  public void write(StateWriter out) {
    LearnerState.begin(out, GrowingTree.FORMAT, config.canonical()).putLong(draws.state());
    for (Watched watched : trees) {
      watched.tree.write(out);
      watched.drift.write(out);
      if (watched.warning != null) {
        watched.warning.write(out);
        out.putBoolean(watched.next != null);
        if (watched.next != null) {
          watched.next.write(out);
        }
      }
    }
  }

  @Override
  public void read(StateReader in) {
    LearnerState.begin(in, GrowingTree.FORMAT, config.canonical());
    Draws readDraws = new Draws(in.getLong());
    Watched[] read = new Watched[trees.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = new Watched(readTree(in), config);
      read[i].drift.read(in);
      if (read[i].warning != null) {
        read[i].warning.read(in);
        read[i].next = in.getBoolean() ? readTree(in) : null;
      }
    }
    draws = readDraws;
    trees = read;
  }

  private GrowingTree readTree(StateReader in) {
    return GrowingTree.read(in, config.tree(), inputs, config.features());
  }
}
