package io.millrace.model.explain;

import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.Readable;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.OnlineLearner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reasons of a model's scores: what each feature adds to the log odds, as the learner says it.
 * The contributions of all features add up to the logit less the base.
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

  public Reasons(FeatureSet features) {
    this.features = features;
    readable = new Readable(features);
    contributions = new double[features.size()];
  }

  /**
   * The score's log odds by what they are made of: the strongest reasons, whether for or against,
   * fewer than {@code top} where fewer contribute, all others in one number, and the base. Of
   * equals, the one that comes first in the feature set.
   *
   * @param x the event as it has just been encoded
   * @param values the event's features
   * @param categories text of each category feature, in the order of the feature set
   */
  public Explanation explain(
      OnlineLearner learner, FeatureVector x, float[] values, List<String> categories, int top) {
    double base = learner.explain(x, contributions);
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
    double others = 0;
    for (double contribution : contributions) {
      others += contribution;
    }
    Arrays.fill(contributions, 0);
    return new Explanation(base, others, reasons);
  }

  /** What the logit is made of besides contributions, in log odds. */
  public double base(OnlineLearner learner, FeatureVector x) {
    double base = learner.explain(x, contributions);
    Arrays.fill(contributions, 0);
    return base;
  }

  /** Adds how much each feature moves the logit, up or down. */
  public void addImportance(OnlineLearner learner, FeatureVector x, double[] sum) {
    learner.explain(x, contributions);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += Math.abs(contributions[i]);
    }
    Arrays.fill(contributions, 0);
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
