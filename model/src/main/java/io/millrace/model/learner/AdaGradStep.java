package io.millrace.model.learner;

/** One step of AdaGrad over dense arrays, written so that the compiler uses vector instructions. */
final class AdaGradStep {
  private AdaGradStep() {}

  /**
   * For the first {@code size} weights: {@code s += g*g; w -= rate * g / (epsilon + sqrt(s))}, g
   * clamped to +-{@link CoordinateTable#MAX_GRADIENT}.
   */
  static void take(
      int size, float rate, float epsilon, float[] gradients, float[] weights, float[] squares) {
    for (int i = 0; i < size; i++) {
      float g = CoordinateTable.clamp(gradients[i]);
      float grown = squares[i] + g * g;
      squares[i] = grown;
      weights[i] -= rate * g / (epsilon + (float) Math.sqrt(grown));
    }
  }
}
