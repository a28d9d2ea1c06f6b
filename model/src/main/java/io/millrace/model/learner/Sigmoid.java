package io.millrace.model.learner;

/** The logistic function, equal to the last bit on every machine. */
public final class Sigmoid {
  private Sigmoid() {}

  /** 1 / (1 + e^-logit), in [0, 1]; NaN for NaN. */
  public static double of(double logit) {
    // StrictMath, not Math: intrinsics may differ in the last bit between processors.
    return 1 / (1 + StrictMath.exp(-logit));
  }
}
