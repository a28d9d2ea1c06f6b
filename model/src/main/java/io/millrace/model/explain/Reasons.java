package io.millrace.model.explain;

import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.Readable;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.OnlineLearner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reasons of a model's scores: a feature's contribution is the sum of what the learner says
 * that its ids (its resolutions) add to the logit. The contributions of all features add up to the
 * logit less the base.
 *
 * <p>It says what moved this score, not what caused the event: of two features that always go
 * together the weights, and so the reasons, may name either.
 *
 * <p>Cost: O(ids + top * features). Not thread-safe: one per thread.
 */
public final class Reasons {
  private final FeatureSet features;
  private final Readable readable;
  private final double[] contributions;
  private double[] shares = new double[64];

  public Reasons(FeatureSet features) {
    this.features = features;
    readable = new Readable(features);
    contributions = new double[features.size()];
  }

  /**
   * The strongest reasons first, whether for or against; fewer than {@code top} where fewer
   * contribute. Of equals, the one that comes first in the feature set.
   *
   * @param x the event as {@code encoder} has just encoded it
   * @param values the event's features
   * @param categories text of each category feature, in the order of the feature set
   */
  public List<Reason> strongest(
      OnlineLearner learner,
      FeatureVector x,
      Encoder encoder,
      float[] values,
      List<String> categories,
      int top) {
    share(learner, x, encoder);
    List<Reason> reasons = new ArrayList<>(Math.min(top, contributions.length));
    while (reasons.size() < Math.min(top, contributions.length)) {
      int feature = strongest();
      if (contributions[feature] == 0) {
        break;
      }
      reasons.add(
          new Reason(
              features.features().get(feature).name(),
              readable.describe(feature, values, categories),
              contributions[feature]));
      contributions[feature] = 0;
    }
    Arrays.fill(contributions, 0);
    return reasons;
  }

  /** What the logit is made of besides contributions, in log odds. */
  public double base(OnlineLearner learner, FeatureVector x) {
    if (shares.length < x.size()) {
      shares = new double[2 * x.size()];
    }
    return learner.explain(x, shares);
  }

  private void share(OnlineLearner learner, FeatureVector x, Encoder encoder) {
    base(learner, x);
    for (int i = 0; i < x.size(); i++) {
      contributions[encoder.feature(i)] += shares[i];
    }
  }

  private int strongest() {
    int strongest = 0;
    for (int i = 1; i < contributions.length; i++) {
      if (Math.abs(contributions[i]) > Math.abs(contributions[strongest])) {
        strongest = i;
      }
    }
    return strongest;
  }
}
