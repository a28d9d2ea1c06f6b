package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Online stacking: a multinomial logit over the candidates of all generators, P(c) proportional to
 * exp(w . features(c)), its weights moved by AdaGrad towards what was taken. What no generator
 * named teaches nothing.
 *
 * <p>A list may hold popular items back: each score then loses {@code penalty * log2(1 + events of
 * the item)}. What is learnt is the same with and without.
 *
 * <p>Cost: O(candidates * features) a question and a lesson.
 *
 * <p>Popularity held back in the list, after learning: H. Abdollahpouri, R. Burke, B. Mobasher,
 * Managing popularity bias in recommender systems with personalized re-ranking, FLAIRS 2019.
 *
 * <p>D. McFadden, Conditional logit analysis of qualitative choice behavior, 1974; J. Duchi, E.
 * Hazan, Y. Singer, Adaptive subgradient methods, JMLR 12 (2011); D. Wolpert, Stacked
 * generalization, Neural Networks 5 (1992).
 */
final class Blend {
  private final float rate;
  private final float penalty;
  private final float[] weights;
  private final float[] squares;
  private final double[] gradient;
  private double[] shares = new double[0];

  Blend(BlendConfig config, int generators) {
    this(config, generators, 0);
  }

  /**
   * @param penalty what a score loses in a list each time that the item's activity is doubled
   */
  Blend(BlendConfig config, int generators, double penalty) {
    this.penalty = (float) penalty;
    rate = (float) config.rate();
    weights = new float[Candidates.width(generators)];
    squares = new float[weights.length];
    gradient = new double[weights.length];
    Arrays.fill(weights, 0, 2 * generators, (float) config.initialWeight());
    Arrays.fill(squares, (float) config.initialAccumulator());
  }

  /** Puts the candidates in order, best first. */
  void rank(Candidates candidates, Ranked out) {
    out.clear();
    for (int c = 0; c < candidates.size(); c++) {
      float score = logit(candidates, c);
      if (penalty > 0) score -= penalty * candidates.doublings(c);
      out.offer(candidates.item(c), score);
    }
    out.sort();
  }

  /**
   * The generator to which a candidate owes most of its score; -1 where none named it.
   *
   * @param experience what the second half of the features is times the first
   */
  int strongest(Candidates candidates, int c, int generators, float experience) {
    int best = -1;
    float most = Float.NEGATIVE_INFINITY;
    int plain = weights.length / 2;
    for (int g = 0; g < generators; g++) {
      if (candidates.said(c, g) > 0) {
        float part = 0;
        for (int f = 0; f < Candidates.PER_GENERATOR; f++) {
          int at = Candidates.PER_GENERATOR * g + f;
          float weight = weights[at] + weights[plain + at] * experience;
          part += weight * candidates.gained(c, g, f);
        }
        if (part > most) {
          most = part;
          best = g;
        }
      }
    }
    return best;
  }

  void learn(Candidates candidates, int taken, float weight) {
    int place = candidates.indexOf(taken);
    if (place < 0) {
      return;
    }
    predict(candidates);
    shares[place] -= 1;
    Arrays.fill(gradient, 0);
    float[] features = candidates.features();
    int at = 0;
    for (int c = 0; c < candidates.size(); c++) {
      double share = shares[c];
      for (int f = 0; f < weights.length; f++) {
        gradient[f] += share * features[at++];
      }
    }
    for (int f = 0; f < weights.length; f++) {
      float g = (float) gradient[f] * weight;
      squares[f] += g * g;
      weights[f] -= rate * g / (float) Math.sqrt(squares[f]);
    }
  }

  /** The probability of each candidate, given that one of them is taken. */
  private void predict(Candidates candidates) {
    if (shares.length < candidates.size()) {
      shares = new double[candidates.size() * 2];
    }
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < candidates.size(); c++) {
      shares[c] = logit(candidates, c);
      highest = Math.max(highest, shares[c]);
    }
    double sum = 0;
    for (int c = 0; c < candidates.size(); c++) {
      shares[c] = StrictMath.exp(shares[c] - highest);
      sum += shares[c];
    }
    for (int c = 0; c < candidates.size(); c++) {
      shares[c] /= sum;
    }
  }

  private float logit(Candidates candidates, int c) {
    float[] features = candidates.features();
    int at = c * weights.length;
    float sum = 0;
    for (int f = 0; f < weights.length; f++) {
      sum += weights[f] * features[at + f];
    }
    return sum;
  }

  void write(StateWriter out) {
    out.putFloats(weights).putFloats(squares);
  }

  void read(StateReader in) {
    float[] theirs = in.getFloats();
    if (theirs.length != weights.length) {
      throw new IllegalArgumentException(
          "blend state of " + theirs.length + " weights, expected " + weights.length);
    }
    System.arraycopy(theirs, 0, weights, 0, theirs.length);
    System.arraycopy(in.getFloats(), 0, squares, 0, squares.length);
  }
}
