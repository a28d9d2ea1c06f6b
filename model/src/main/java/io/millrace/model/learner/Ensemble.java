package io.millrace.model.learner;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Several learners that say one thing: the mean of their log odds, weighed by how well each has
 * done lately. All learn every example. The weights are positive and add up to 1; each example
 * moves them by a step of exponentiated gradient on the log loss of the mixture, made of what the
 * members said before they learnt it,
 *
 * <pre>
 *   w_m := w_m exp(-rate * (p - y) * logit_m) / sum of the same
 *   w_m := (1 - share) w_m + share / members
 * </pre>
 *
 * so that the mixture follows the best mixture of its members, and after a change of the stream
 * finds the new one in time of the order of 1 / share. A member's log odds count as at most {@value
 * #MOST_LOGIT} either way. A weight k of an example is a step k times as long, at most {@value
 * #MOST_STEP} in an exponent.
 *
 * <p>A raised rate is that of the members that have one; the weights move as ever.
 *
 * <p>A feature's contribution is the mean of its contributions in the members, by their weights; it
 * is as exact as theirs (of a member beyond the bound all count by as much less). The base is the
 * same mean of the members' bases.
 *
 * <p>Cost: that of the members, and two exponentials each.
 *
 * <p>J. Kivinen, M. Warmuth, Exponentiated Gradient versus Gradient Descent for Linear Predictors,
 * Information and Computation 132 (1997), EG; M. Herbster, M. Warmuth, Tracking the Best Expert,
 * Machine Learning 32 (1998), fixed share.
 */
final class Ensemble implements MixedLearner, RatedLearner {
  static final double MOST_STEP = 5;

  private final String settings;
  private final double rate;
  private final double share;
  private final OnlineLearner[] members;
  private final double[] said;
  private double[] weights;

  Ensemble(EnsembleConfig config, Inputs inputs) {
    settings = config.canonical();
    rate = config.rate();
    share = config.share();
    members =
        config.members().stream()
            .map(member -> member.create(inputs))
            .toArray(OnlineLearner[]::new);
    said = new double[members.length];
    weights = new double[members.length];
    Arrays.fill(weights, 1.0 / members.length);
  }

  @Override
  public double logit(FeatureVector x) {
    double logit = 0;
    for (int m = 0; m < members.length; m++) {
      logit += weights[m] * bounded(members[m].logit(x));
    }
    return logit;
  }

  private static double bounded(double logit) {
    return Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, logit));
  }

  @Override
  public void learn(FeatureVector x, boolean positive, float weight) {
    CoordinateTable.checkWeight(weight);
    double logit = 0;
    for (int m = 0; m < members.length; m++) {
      // Who refuses the example refuses here, before anybody has learnt it.
      said[m] = bounded(members[m].logit(x));
      logit += weights[m] * said[m];
    }
    for (OnlineLearner member : members) {
      member.learn(x, positive, weight);
    }
    weigh(rate * weight * (Sigmoid.of(logit) - (positive ? 1 : 0)));
  }

  private void weigh(double step) {
    double sum = 0;
    for (int m = 0; m < members.length; m++) {
      double exponent = Math.max(-MOST_STEP, Math.min(MOST_STEP, -step * said[m]));
      weights[m] *= StrictMath.exp(exponent);
      sum += weights[m];
    }
    for (int m = 0; m < members.length; m++) {
      weights[m] = (1 - share) * weights[m] / sum + share / members.length;
    }
  }

  @Override
  public double explain(FeatureVector x, double[] contributions) {
    double base = 0;
    for (int m = 0; m < members.length; m++) {
      double[] own = new double[contributions.length];
      double from = members[m].explain(x, own);
      double to = members[m].logit(x);
      double told = to == from ? 1 : (bounded(to) - bounded(from)) / (to - from);
      for (int i = 0; i < own.length; i++) {
        contributions[i] += weights[m] * told * own[i];
      }
      base += weights[m] * bounded(from);
    }
    return base;
  }

  @Override
  public void raise(float factor) {
    for (OnlineLearner member : members) {
      if (member instanceof RatedLearner rated) rated.raise(factor);
    }
  }

  @Override
  public int members() {
    return members.length;
  }

  @Override
  public OnlineLearner member(int member) {
    return members[member];
  }

  @Override
  public double weight(int member) {
    return weights[member];
  }

  @Override
  public void write(StateWriter out) {
    LearnerState.begin(out, settings).putDoubles(weights);
    for (OnlineLearner member : members) {
      member.write(out);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the state of a later member is refused, the earlier ones get back what they had.
   */
  @Override
  public void read(StateReader in) {
    LearnerState.begin(in, settings);
    double[] read = LearnerState.doubles(in, weights.length);
    StateWriter before = new StateWriter();
    for (OnlineLearner member : members) {
      member.write(before);
    }
    try {
      for (OnlineLearner member : members) {
        member.read(in);
      }
    } catch (IllegalArgumentException e) {
      StateReader back = new StateReader(before.toBytes());
      for (OnlineLearner member : members) {
        member.read(back);
      }
      throw e;
    }
    weights = read;
  }
}
