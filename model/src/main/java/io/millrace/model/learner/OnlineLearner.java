package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * A binary classifier that learns one example at a time. Deterministic: the same calls in the same
 * order give the same bits on every machine. Not thread-safe, but any number of threads may score
 * and explain at once while nobody learns, each with a {@link FeatureVector} of its own: neither
 * keeps scratch in the learner.
 */
public interface OnlineLearner {
  /** The log odds of positive given {@code x}; scoring never changes the learner. */
  double logit(FeatureVector x);

  /**
   * Folds one example into the learner. O(size of x) and no allocation; the order of calls matters.
   *
   * @param weight how many examples this one stands for, above 0
   */
  void learn(FeatureVector x, boolean positive, float weight);

  /**
   * Why the logit is what it is: what each feature adds to it. Like scoring it changes nothing.
   *
   * @param contributions one a feature, in log odds; what this event's add is added to them
   * @return the base, what the learner says of an event without features (of a tree: its root's
   *     rate), the same of every event until it learns; base and contributions together are,
   *     rounding aside, the {@link #logit}
   */
  double explain(FeatureVector x, double[] contributions);

  /** Everything learnt, enough to go on bit for bit. */
  void write(StateWriter out);

  /** Takes over what {@link #write} wrote for a learner of the same settings. */
  void read(StateReader in);

  /** P(positive | x), in [0, 1]. */
  default double score(FeatureVector x) {
    return Sigmoid.of(logit(x));
  }
}
