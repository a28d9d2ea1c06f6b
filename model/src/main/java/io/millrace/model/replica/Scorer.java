package io.millrace.model.replica;

import io.millrace.model.explain.Reason;
import io.millrace.model.explain.Reasons;
import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import java.util.List;

/**
 * Asks a replica, with scratch of its own: one per thread. Several may ask at once while the
 * replica does not learn; the caller's lock sees to that. Always answers from what the replica has
 * learnt by now. Allocates nothing but reasons.
 */
public final class Scorer {
  private final LinearLearner learner;
  private final Encoder encoder;
  private final FeatureVector x;
  private final Reasons reasons;
  private final int size;
  private final int valued;

  Scorer(FeatureSet features, LearnerConfig config, LinearLearner learner) {
    this.learner = learner;
    encoder = new Encoder(features, config.hashBits());
    x = new FeatureVector(4 * features.size());
    reasons = new Reasons(features);
    size = features.size();
    valued = features.valued();
  }

  /**
   * The raw score of an event, in [0, 1].
   *
   * @param values one value a feature of the feature set, NaN where missing; how many crosses
   *     follow does not matter
   */
  public double raw(float[] values) {
    encode(values);
    return learner.score(x);
  }

  /**
   * P(positive) as it is told to people, in [0, 1]: the raw score as it is. A calibrator that the
   * replica learns will have its place here, and only here.
   */
  public double probability(double raw) {
    return raw;
  }

  /**
   * Why an event has its score: the strongest contributions, in log odds, strongest first.
   *
   * @param values as for {@link #raw}
   * @param categories text of each category feature, in the order of the feature set
   * @param top at most so many
   */
  public List<Reason> reasons(float[] values, List<String> categories, int top) {
    encode(values);
    return reasons.strongest(learner, x, encoder, values, categories, top);
  }

  /** The event as the learner takes it; valid until the next call. */
  FeatureVector encode(float[] values) {
    if (values.length != size && !fits(values)) {
      throw new IllegalArgumentException(
          "an event of "
              + values.length
              + " feature values, expected "
              + size
              + ": it was made by another feature set");
    }
    encoder.encode(values, x);
    return x;
  }

  /** Whether the values are of a feature set with more or fewer crosses at its end. */
  private boolean fits(float[] values) {
    for (int i = valued; i < values.length; i++) {
      if (!Float.isNaN(values[i])) return false;
    }
    return values.length >= valued;
  }
}
