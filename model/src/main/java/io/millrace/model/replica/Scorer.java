package io.millrace.model.replica;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Explanation;
import io.millrace.model.explain.Reason;
import io.millrace.model.explain.Reasons;
import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.FeatureVector;
import java.util.List;

/**
 * Asks a replica, with scratch of its own: one per thread. Several may ask at once while the
 * replica does not learn; the caller's lock sees to that. Always answers from what the replica has
 * learnt by now. Allocates nothing but reasons and the scores of several learners.
 */
public final class Scorer {
  private final Replica replica;

  /** One for each number of hash bits among the learners; null for 0, which takes no ids. */
  private final Encoder[] encoders;

  private final FeatureVector[] vectors;
  private final Reasons reasons;
  private final int size;
  private final int valued;

  Scorer(FeatureSet features, int[] hashBits, Replica replica) {
    this.replica = replica;
    encoders = new Encoder[hashBits.length];
    vectors = new FeatureVector[hashBits.length];
    for (int i = 0; i < hashBits.length; i++) {
      encoders[i] = hashBits[i] == 0 ? null : new Encoder(features, hashBits[i]);
      vectors[i] = new FeatureVector(4 * features.size());
    }
    reasons = new Reasons(features);
    size = features.size();
    valued = features.valued();
  }

  /**
   * The raw score of an event by the learner that serves, in [0, 1].
   *
   * @param values one value a feature of the feature set, NaN where missing; how many crosses
   *     follow does not matter
   */
  public double raw(float[] values) {
    Member champion = replica.champion();
    return champion.learner().score(encode(champion.encoding(), values));
  }

  /**
   * The raw scores of an event by all learners, in [0, 1]: of the one that serves first, then of
   * the others in their order, as {@link Replica#scoredBy} names them.
   *
   * @param values as for {@link #raw}
   */
  public double[] scores(float[] values) {
    if (replica.members().size() == 1) return new double[] {raw(values)};
    encode(values);
    Member champion = replica.champion();
    double[] scores = new double[replica.members().size()];
    scores[0] = score(champion);
    int next = 1;
    for (Member member : replica.members()) {
      if (member != champion) scores[next++] = score(member);
    }
    return scores;
  }

  /**
   * What the raw scores of an event are told as, in their order; empty where that is the scores
   * themselves.
   *
   * @param scores as {@link #scores} has just given them
   */
  public double[] probabilities(double[] scores) {
    if (!replica.calibrates()) return ScoredEvent.UNCALIBRATED;
    Member champion = replica.champion();
    double[] told = new double[scores.length];
    told[0] = champion.probability(scores[0]);
    int next = 1;
    for (Member member : replica.members()) {
      if (member != champion) {
        told[next] = member.probability(scores[next]);
        next++;
      }
    }
    return told;
  }

  private double score(Member member) {
    return member.learner().score(vectors[member.encoding()]);
  }

  /** P(positive) as it is told to people, in [0, 1]: the raw score of the one that serves. */
  public double probability(double raw) {
    return replica.champion().probability(raw);
  }

  /**
   * Why an event has its score: the strongest contributions, in log odds, strongest first.
   *
   * @param values as for {@link #raw}
   * @param categories text of each category feature, in the order of the feature set
   * @param top at most so many
   */
  public List<Reason> reasons(float[] values, List<String> categories, int top) {
    return explain(values, categories, top).reasons();
  }

  /**
   * What the log odds of the raw score of an event are made of.
   *
   * @param values as for {@link #raw}
   * @param categories text of each category feature, in the order of the feature set
   * @param top how many reasons at most
   */
  public Explanation explain(float[] values, List<String> categories, int top) {
    Member champion = replica.champion();
    int encoding = champion.encoding();
    FeatureVector x = encode(encoding, values);
    return reasons.explain(champion.learner(), x, values, categories, top);
  }

  /**
   * What the logit of an event is made of besides its reasons, in log odds: all its contributions
   * and this add up to the logit of the raw score.
   */
  public double base(float[] values) {
    Member champion = replica.champion();
    return reasons.base(champion.learner(), encode(champion.encoding(), values));
  }

  /** Adds how much each feature moves the score of an event, up or down, in log odds. */
  void addImportance(float[] values, double[] sum) {
    Member champion = replica.champion();
    reasons.addImportance(champion.learner(), encode(champion.encoding(), values), sum);
  }

  /** The event in every encoding; each valid until it is encoded again. */
  void encode(float[] values) {
    for (int i = 0; i < encoders.length; i++) {
      encode(i, values);
    }
  }

  /** The event as encoded last. */
  FeatureVector encoded(int encoding) {
    return vectors[encoding];
  }

  private FeatureVector encode(int encoding, float[] values) {
    if (values.length != size && !fits(values)) {
      throw new IllegalArgumentException(
          "an event of "
              + values.length
              + " feature values, expected "
              + size
              + ": it was made by another feature set");
    }
    if (encoders[encoding] == null) {
      vectors[encoding].plain(values);
    } else {
      encoders[encoding].encode(values, vectors[encoding]);
    }
    return vectors[encoding];
  }

  /** Whether the values are of a feature set with more or fewer crosses at its end. */
  private boolean fits(float[] values) {
    for (int i = valued; i < values.length; i++) {
      if (!Float.isNaN(values[i])) return false;
    }
    return values.length >= valued;
  }
}
