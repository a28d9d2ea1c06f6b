package io.millrace.model.learner;

import java.util.function.IntToDoubleFunction;

/**
 * A learner whose logit is {@code bias + sum of weight(id) * value}, so that each feature's share
 * of a score is known: its contribution, in log odds, is {@code weight(id) * value}.
 */
public interface LinearLearner extends OnlineLearner {
  /**
   * Begins with weights that something else has learnt; whatever was learnt before is gone. How
   * fast it learns from here on is as of ids never seen: the step sizes of adaptive rates cannot be
   * told from weights.
   *
   * @param bias log odds of positive when no feature is present
   * @param weights of every id in [0, 2^hash_bits), in log odds per unit of value
   * @throws IllegalArgumentException if one is not finite
   */
  void begin(double bias, IntToDoubleFunction weights);

  /** The weight of an id in [0, 2^hash_bits), in log odds per unit of value; 0 if never seen. */
  double weight(int id);

  /** The log odds of positive when no feature is present. */
  double bias();

  @Override
  default double explain(FeatureVector x, double[] contributions) {
    for (int i = 0; i < x.size(); i++) {
      contributions[x.feature(i)] += weight(x.id(i)) * x.value(i);
    }
    return bias();
  }
}
