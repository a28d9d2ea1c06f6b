package io.millrace.model.recommend;

/**
 * How the generators' candidates are blended.
 *
 * @param candidates how many items each generator names, 10 to 1000
 * @param rate of AdaGrad, above 0, at most 1
 * @param initialWeight of every generator's features before anything is learnt, 0 to 10
 * @param initialAccumulator summed squared gradients that AdaGrad starts from, above 0
 */
public record BlendConfig(
    int candidates, double rate, double initialWeight, double initialAccumulator) {
  public static final BlendConfig DEFAULT = new BlendConfig(50, .1, 1, 1);

  private static final double HARDLY = 1e-9;

  public BlendConfig {
    Refusal.unless(
        candidates >= 10 && candidates <= 1000,
        "candidates",
        candidates,
        "10 to 1000; start at 50");
    Refusal.unless(rate > 0 && rate <= 1, "rate", rate, "above 0, at most 1; start at 0.1");
    Refusal.unless(
        initialWeight >= 0 && initialWeight <= 10, "initial_weight", initialWeight, "0 to 10");
    Refusal.unless(
        initialAccumulator > 0, "initial_accumulator", initialAccumulator, "a number above 0");
  }

  /** The same, but its weights stay as they are at the beginning. */
  BlendConfig fixed() {
    return new BlendConfig(candidates, HARDLY, initialWeight, initialAccumulator);
  }
}
