package io.millrace.model.learner;

/**
 * A learner whose logit is {@code bias + sum of weight(i) x_i + sum over pairs i < j of (v_i . v_j)
 * x_i x_j}, the ids of x each taken once, with the sum of their values.
 */
public interface FactorizedLearner extends OnlineLearner {
  /** The log odds of positive when no feature is present. */
  double bias();

  /** The linear weight of an id in [0, 2^hash_bits). */
  double weight(int id);

  /** How many factors an id has: the length of each v. */
  int factors();

  /** One of the factors of an id, in [0, {@link #factors}); also of ids never seen. */
  float factor(int id, int factor);
}
