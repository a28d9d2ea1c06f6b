package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * A decision tree that grows along the stream, over the plain values of the features. A leaf splits
 * when the Hoeffding bound says that the feature which gains most on what it has seen would gain
 * most on endless data, with a given confidence, or that two are so close that it does not matter.
 * Not to split is one of the choices, and gains 0: no leaf splits by the only feature there is
 * before that has shown a gain. The bound counts examples, whatever their weights.
 *
 * <p>Numbers are summed up as a normal distribution a class, of which ten places to split are tried
 * between the smallest and the largest value; events that lack the number go to the side where they
 * gain more, or are split off alone. A category splits off one value. A leaf says the share of
 * positives it has seen, or naive Bayes over its features, or whichever of the two had the smaller
 * squared error there.
 *
 * <p>Without missing values and at weight 1 it is MOA's HoeffdingTree (binary splits, Gaussian
 * observers), leaves included but for the half example that they count more of each class, to the
 * rounding; with one difference. MOA means not to split to be a choice, too, but gives it a gain of
 * minus infinity, so that a feature alone among constant ones splits on noise at the first try;
 * here it has the paper's 0.
 *
 * <p>A feature's contribution is the change of the log odds at the splits on it along the event's
 * path, and what naive Bayes makes of it in the leaf.
 *
 * <p>Cost: O(depth + features) a score and a lesson, no allocation but at a split; about 100 bytes
 * of state for each feature and leaf, at most max_nodes nodes.
 *
 * <p>P. Domingos, G. Hulten, Mining High-Speed Data Streams, KDD 2000; leaves: J. Gama, R. Rocha,
 * P. Medas, Accurate Decision Trees for Mining High-Speed Data Streams, KDD 2003.
 */
final class HoeffdingTree implements OnlineLearner {
  private final TreeConfig config;
  private final Inputs inputs;
  private GrowingTree tree;

  HoeffdingTree(TreeConfig config, Inputs inputs) {
    this.config = config;
    this.inputs = inputs;
    tree = new GrowingTree(config.tree(), inputs, 0, null);
  }

  @Override
  public double logit(FeatureVector x) {
    return tree.logit(GrowingTree.plain(x, inputs));
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    CoordinateTable.checkWeight(weight);
    tree.learn(GrowingTree.plain(x, inputs), positive, weight, 1, null);
  }

  @Override
  public double explain(FeatureVector x, double[] contributions) {
    return tree.explain(GrowingTree.plain(x, inputs), contributions);
  }

  int nodes() {
    return tree.nodes();
  }

  @Override
  public void write(StateWriter out) {
    tree.write(LearnerState.begin(out, GrowingTree.FORMAT, config.canonical()));
  }

  @Override
  public void read(StateReader in) {
    LearnerState.begin(in, GrowingTree.FORMAT, config.canonical());
    tree = GrowingTree.read(in, config.tree(), inputs, 0);
  }
}
