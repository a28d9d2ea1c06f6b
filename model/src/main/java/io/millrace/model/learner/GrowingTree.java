package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * The tree itself, of a {@link HoeffdingTree} or a {@link Forest}: nodes in flat arrays, children
 * side by side. Every node on an example's way counts its class, so that what a split changed is
 * known afterwards.
 */
final class GrowingTree {
  /** Of the state of a learner that is made of trees; 2 since leaves count examples. */
  static final int FORMAT = 2;

  private static final int LEAF = -1;

  /** Log odds of naive Bayes beyond which nothing is said. */
  private static final double MOST_LOGIT = 30;

  private final TreeSettings settings;
  private final Inputs inputs;
  private final boolean bayes;
  private final boolean adaptive;
  private final boolean[] categories;

  /** How many features a leaf looks at. */
  private final int looksAt;

  private int nodes;
  private int[] splitOn = new int[8];
  private double[] thresholds = new double[8];
  private boolean[] missingLeft = new boolean[8];
  private int[] left = new int[8];
  private double[] counts = new double[16];
  private Leaf[] leaves = new Leaf[8];

  /**
   * @param features how many features a leaf looks at, 0 for all
   * @param draws which they are; not asked if all
   */
  GrowingTree(TreeSettings settings, Inputs inputs, int features, Draws draws) {
    this(settings, inputs, features);
    addLeaf(0, 0, 0, 0, draws);
  }

  private GrowingTree(TreeSettings settings, Inputs inputs, int features) {
    this.settings = settings;
    this.inputs = inputs;
    bayes = !settings.leaf().equals(TreeSettings.SHARE);
    adaptive = settings.leaf().equals(TreeSettings.ADAPTIVE);
    looksAt = features == 0 ? inputs.plain() : Math.min(features, inputs.plain());
    categories = new boolean[inputs.plain()];
    for (int i = 0; i < categories.length; i++) {
      categories[i] = inputs.categories().get(i);
    }
  }

  static boolean isMissing(float value) {
    return !(Math.abs(value) <= Float.MAX_VALUE);
  }

  int nodes() {
    return nodes;
  }

  /** The log odds of positive. */
  double logit(float[] values) {
    int node = leaf(values);
    return logit(node, values, useBayes(leaves[node]));
  }

  private boolean useBayes(Leaf leaf) {
    return bayes && (!adaptive || leaf.bayesIsBetter());
  }

  private double logit(int node, float[] values, boolean bayes) {
    double share = logit(node);
    if (!bayes) {
      return share;
    }
    return Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, share + leaves[node].evidence(values)));
  }

  /** Of a node's counts, with half an example of either class more (Krichevsky and Trofimov). */
  private double logit(int node) {
    return StrictMath.log((counts[2 * node + 1] + 0.5) / (counts[2 * node] + 0.5));
  }

  private double share(int node) {
    return (counts[2 * node + 1] + 0.5) / (counts[2 * node] + counts[2 * node + 1] + 1);
  }

  /** P(positive). */
  double probability(float[] values) {
    int node = leaf(values);
    return useBayes(leaves[node]) ? Sigmoid.of(logit(node, values, true)) : share(node);
  }

  /**
   * What each feature adds: a split the change of the log odds it led to, naive Bayes in a leaf
   * what each feature says there.
   *
   * @return the log odds of the root
   */
  double explain(float[] values, double[] contributions) {
    int node = 0;
    while (splitOn[node] != LEAF) {
      int child = child(node, values);
      contributions[splitOn[node]] += logit(child) - logit(node);
      node = child;
    }
    if (useBayes(leaves[node])) {
      explainBayes(node, values, contributions);
    }
    return logit(0);
  }

  private void explainBayes(int node, float[] values, double[] contributions) {
    double evidence = leaves[node].evidence(values);
    double told = logit(node, values, true) - logit(node);
    double[] own = new double[contributions.length];
    leaves[node].explain(values, own);
    for (int i = 0; i < own.length; i++) {
      // Where the whole is cut off, each part is by as much.
      contributions[i] += evidence == 0 ? own[i] : own[i] * (told / evidence);
    }
  }

  private int leaf(float[] values) {
    int node = 0;
    while (splitOn[node] != LEAF) {
      node = child(node, values);
    }
    return node;
  }

  private int child(int node, float[] values) {
    int feature = splitOn[node];
    float value = values[feature];
    boolean goesLeft;
    if (categories[feature]) {
      goesLeft = value == thresholds[node];
    } else {
      goesLeft = isMissing(value) ? missingLeft[node] : value <= thresholds[node];
    }
    return goesLeft ? left[node] : left[node] + 1;
  }

  /**
   * Learns one example.
   *
   * @param weight for all that is counted and for the gains
   * @param examples how many independent ones it counts for where a leaf asks how much it has seen
   * @return what it had said of it before, P(positive)
   */
  double learn(float[] values, boolean positive, double weight, int examples, Draws draws) {
    int c = positive ? 1 : 0;
    int node = 0;
    while (splitOn[node] != LEAF) {
      counts[2 * node + c] += weight;
      node = child(node, values);
    }
    Leaf leaf = leaves[node];
    double said = share(node);
    if (bayes) {
      double byBayes = Sigmoid.of(logit(node, values, true));
      double share = said;
      said = !adaptive || leaf.bayesIsBetter() ? byBayes : share;
      leaf.test(share, byBayes, positive, weight);
    }
    counts[2 * node + c] += weight;
    leaf.add(values, c, weight, examples);
    double seen = leaf.seen();
    if (seen - leaf.lastTry >= settings.grace()) {
      leaf.lastTry = seen;
      if (counts[2 * node] > 0 && counts[2 * node + 1] > 0 && nodes + 2 <= settings.maxNodes()) {
        trySplit(node, seen, draws);
      }
    }
    return said;
  }

  private void trySplit(int node, double seen, Draws draws) {
    Split best = null;
    // Not to split gains nothing: what splits must be better than that, too.
    double second = 0;
    Leaf leaf = leaves[node];
    for (int i = 0; i < leaf.features.length; i++) {
      Split found = Split.best(leaf, i, counts[2 * node], counts[2 * node + 1]);
      if (found != null && found.gain() >= 0 && (best == null || found.gain() >= best.gain())) {
        second = best == null ? 0 : best.gain();
        best = found;
      } else if (found != null) {
        second = Math.max(second, found.gain());
      }
    }
    // The range of the information gain of two classes is 1 bit.
    double bound = Math.sqrt(StrictMath.log(1 / settings.confidence()) / (2 * seen));
    if (best != null && (best.gain() - second > bound || bound < settings.tie())) {
      split(node, best, draws);
    }
  }

  private void split(int node, Split split, Draws draws) {
    splitOn[node] = split.feature();
    thresholds[node] = split.threshold();
    missingLeft[node] = split.missingLeft();
    // Of each class as many examples as of its weight; 1 exactly where every weight is 1.
    double each0 = leaves[node].seen(0) / counts[2 * node];
    double each1 = leaves[node].seen(1) / counts[2 * node + 1];
    leaves[node] = null;
    left[node] = nodes;
    addLeaf(split.left0(), split.left1(), each0, each1, draws);
    addLeaf(split.right0(), split.right1(), each0, each1, draws);
  }

  private void addLeaf(
      double negatives, double positives, double each0, double each1, Draws draws) {
    reserve(nodes + 1);
    splitOn[nodes] = LEAF;
    counts[2 * nodes] = negatives;
    counts[2 * nodes + 1] = positives;
    leaves[nodes++] = new Leaf(look(draws), inputs, each0 * negatives, each1 * positives);
  }

  private void reserve(int room) {
    if (room > splitOn.length) {
      int grown = 2 * room;
      splitOn = Arrays.copyOf(splitOn, grown);
      thresholds = Arrays.copyOf(thresholds, grown);
      missingLeft = Arrays.copyOf(missingLeft, grown);
      left = Arrays.copyOf(left, grown);
      counts = Arrays.copyOf(counts, 2 * grown);
      leaves = Arrays.copyOf(leaves, grown);
    }
  }

  private int[] look(Draws draws) {
    int[] all = new int[inputs.plain()];
    Arrays.setAll(all, i -> i);
    if (looksAt == all.length) {
      return all;
    }
    for (int i = 0; i < looksAt; i++) {
      int other = i + draws.below(all.length - i);
      int chosen = all[other];
      all[other] = all[i];
      all[i] = chosen;
    }
    int[] chosen = Arrays.copyOf(all, looksAt);
    Arrays.sort(chosen);
    return chosen;
  }

  void write(StateWriter out) {
    out.putInt(nodes);
    for (int node = 0; node < nodes; node++) {
      out.putInt(splitOn[node]).putDouble(counts[2 * node]).putDouble(counts[2 * node + 1]);
      if (splitOn[node] == LEAF) {
        leaves[node].write(out);
      } else {
        out.putDouble(thresholds[node]).putBoolean(missingLeft[node]).putInt(left[node]);
      }
    }
  }

  static GrowingTree read(StateReader in, TreeSettings settings, Inputs inputs, int features) {
    GrowingTree tree = new GrowingTree(settings, inputs, features);
    int nodes = in.getInt();
    LearnerState.requireRange(nodes, 1, settings.maxNodes());
    tree.reserve(nodes);
    tree.nodes = nodes;
    for (int node = 0; node < nodes; node++) {
      tree.splitOn[node] = in.getInt();
      LearnerState.requireRange(tree.splitOn[node], LEAF, inputs.plain() - 1);
      tree.counts[2 * node] = in.getDouble();
      tree.counts[2 * node + 1] = in.getDouble();
      if (tree.splitOn[node] == LEAF) {
        tree.leaves[node] = Leaf.read(in, inputs);
      } else {
        tree.thresholds[node] = in.getDouble();
        tree.missingLeft[node] = in.getBoolean();
        tree.left[node] = in.getInt();
        LearnerState.requireRange(tree.left[node], node + 1, nodes - 2);
      }
    }
    return tree;
  }

  /** Refuses an event of too few plain values. */
  static float[] plain(FeatureVector x, Inputs inputs) {
    float[] values = x.plain();
    if (values.length < inputs.plain()) {
      throw new IllegalArgumentException(
          "plain values = "
              + values.length
              + ", expected "
              + inputs.plain()
              + ": the event was made by another feature set");
    }
    return values;
  }
}
