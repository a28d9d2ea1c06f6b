package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Bayesian personalized ranking, online, with replay, in an item-side form: the user is the mean of
 * the source vectors of the last items, weighed by recency, so that no vector belongs to a user.
 * Each event is learnt against items drawn from recent events (which the user does not have), and
 * with it some earlier ones, drawn from a bounded memory.
 *
 * <p>Cost: O((negatives + last) * factors) a lesson and again for each replayed, O(items * factors)
 * a question; {@code 8 * factors + 4} bytes an item. Blind to a first-time user.
 *
 * <p>S. Rendle, C. Freudenthaler, Z. Gantner, L. Schmidt-Thieme, BPR, UAI 2009, 4 and 5; the user
 * from the items as in S. Kabbur, X. Ning, G. Karypis, FISM, KDD 2013, 4.
 */
final class Bpr implements Generator {
  private final LastItemFactors model;
  private final int negatives;
  private final float decay;

  Bpr(GeneratorConfig.Bpr config) {
    model = new LastItemFactors(config.factors());
    negatives = config.factors().negatives();
    decay = (float) config.factors().regularization();
  }

  @Override
  public void score(Query query, Scores out) {
    model.score(query, out);
  }

  @Override
  public void learn(Query past, int item, float weight) {
    model.learn(past, item, weight, this::pull);
  }

  private void pull(int[] lesson, int at, int size, float rate) {
    int item = lesson[at];
    Vectors targets = model.targets();
    float[] values = targets.values();
    float[] biases = model.biases();
    float[] user = model.user();
    float[] change = model.change();
    for (int n = 0; n < negatives; n++) {
      int other = model.drawn();
      if (other == item || LastItemFactors.had(lesson, at, size, other)) {
        continue;
      }
      double x = targets.dot(item, user) - targets.dot(other, user) + biases[item] - biases[other];
      float gain = (float) (1 / (1 + StrictMath.exp(x)));
      int plus = targets.at(item);
      int minus = targets.at(other);
      for (int f = 0; f < user.length; f++) {
        float p = values[plus + f];
        float m = values[minus + f];
        change[f] += gain * (p - m);
        values[plus + f] += rate * (gain * user[f] - decay * p);
        values[minus + f] += rate * (-gain * user[f] - decay * m);
      }
      biases[item] += rate * (gain - decay * biases[item]);
      biases[other] += rate * (-gain - decay * biases[other]);
    }
  }

  @Override
  public void renumber(int[] to) {
    model.renumber(to);
  }

  @Override
  public void write(StateWriter out) {
    model.write(out);
  }

  @Override
  public void read(StateReader in) {
    model.read(in);
  }
}
