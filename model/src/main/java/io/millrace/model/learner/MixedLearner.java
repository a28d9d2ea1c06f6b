package io.millrace.model.learner;

/**
 * A learner whose logit is {@code sum of weight(m) * logit of member m}, that logit taken as at
 * most {@link #MOST_LOGIT} either way.
 */
public interface MixedLearner extends OnlineLearner {
  double MOST_LOGIT = 12;

  /** How many it has. */
  int members();

  OnlineLearner member(int member);

  /** How much a member counts, of 1. */
  double weight(int member);
}
