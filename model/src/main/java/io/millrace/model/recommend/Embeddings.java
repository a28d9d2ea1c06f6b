package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Item embeddings by sampled softmax: what a user takes next is one class of as many as there are
 * items, P(item) proportional to exp(user . target + bias), the user being the faded mean of the
 * source vectors of the last items. Each event is learnt against items drawn from recent events,
 * each logit corrected by the logarithm of how often its item is expected among those drawn, so
 * that common items are not held back for being drawn more often.
 *
 * <p>Cost: O((negatives + last) * factors) a lesson and again for each replayed, O(items * factors)
 * a question; {@code 8 * factors + 4} bytes an item.
 *
 * <p>S. Jean, K. Cho, R. Memisevic, Y. Bengio, On using very large target vocabulary, ACL 2015,
 * 3.1; P. Covington, J. Adams, E. Sargin, Deep neural networks for YouTube recommendations, RecSys
 * 2016, 3.
 */
final class Embeddings implements Generator {
  private final LastItemFactors model;
  private final int negatives;
  private final float decay;
  private final int[] items;
  private final double[] shares;

  Embeddings(GeneratorConfig.Embeddings config) {
    model = new LastItemFactors(config.factors());
    negatives = config.factors().negatives();
    decay = (float) config.factors().regularization();
    items = new int[negatives + 1];
    shares = new double[negatives + 1];
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
    int classes = sample(lesson, at, size);
    predict(classes);
    float[] values = model.targets().values();
    float[] biases = model.biases();
    float[] user = model.user();
    float[] change = model.change();
    for (int c = 0; c < classes; c++) {
      float gain = (float) ((c == 0 ? 1 : 0) - shares[c]);
      int from = model.targets().at(items[c]);
      for (int f = 0; f < user.length; f++) {
        float target = values[from + f];
        change[f] += gain * target;
        values[from + f] += rate * (gain * user[f] - decay * target);
      }
      biases[items[c]] += rate * (gain - decay * biases[items[c]]);
    }
  }

  /** The item taken, then those drawn that the user did not have. */
  private int sample(int[] lesson, int at, int size) {
    int classes = 0;
    items[classes++] = lesson[at];
    for (int n = 0; n < negatives; n++) {
      int other = model.drawn();
      if (other != lesson[at] && !LastItemFactors.had(lesson, at, size, other)) {
        items[classes++] = other;
      }
    }
    return classes;
  }

  /** The probability of each class, given that one of them is taken. */
  private void predict(int classes) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double expected = negatives * model.share(items[c]);
      double logit = model.targets().dot(items[c], model.user()) + model.biases()[items[c]];
      shares[c] = logit - StrictMath.log(expected);
      highest = Math.max(highest, shares[c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      shares[c] = StrictMath.exp(shares[c] - highest);
      sum += shares[c];
    }
    for (int c = 0; c < classes; c++) shares[c] /= sum;
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
