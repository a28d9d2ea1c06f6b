package io.millrace.model.learner;

/**
 * A learner whose logit is what a network of rectified linear units makes of embeddings: of each
 * feature the sum of its ids' embeddings times their values, each number within +-{@link
 * #MOST_INPUT}, all features side by side; and, if it is wide, {@code sum of weight(id) * value}
 * more. The ids of an event each taken once, with the sum of their values.
 */
public interface NetworkLearner extends OnlineLearner {
  float MOST_INPUT = 1e6f;

  /** Whether a linear model of the ids is added. */
  boolean isWide();

  /** The linear weight of an id in [0, 2^hash_bits), if it is wide. */
  double weight(int id);

  /** How many numbers an id is embedded in. */
  int embedding();

  /** One of the numbers of an id, in [0, {@link #embedding}); also of ids never seen. */
  float embedded(int id, int number);

  /** Layers of weights: one more than there are hidden layers. */
  int depth();

  /** Units of a layer in [0, depth]; of 0, the inputs: features * embedding; of the last: 1. */
  int units(int layer);

  /**
   * A weight on the way from a layer in [0, depth) to the next.
   *
   * @param from a unit of the layer, or one more than it has: the constant of {@code to}
   * @param to a unit of the next layer
   */
  float weight(int layer, int from, int to);
}
