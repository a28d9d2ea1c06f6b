package io.millrace.stream.export;

import io.millrace.model.learner.FactorizedLearner;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.learner.OnlineLearner;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a learner knows, for other programs: its bias, a weight an id, and of a factorization
 * machine the factors of each id. What they compute is the raw score; calibration and threshold
 * stay behind. Nothing may learn while it is written.
 */
public final class Export {
  private final Origin origin;
  private final LearnerConfig config;
  private final OnlineLearner learner;

  /**
   * @param config of the learner
   * @throws IllegalArgumentException if learners of that kind are not exported
   */
  public Export(Origin origin, LearnerConfig config, OnlineLearner learner) {
    this.origin = origin;
    this.config = config;
    this.learner = learner;
    if (!(learner instanceof LinearLearner) && !(learner instanceof FactorizedLearner)) {
      throw new IllegalArgumentException(
          "learner "
              + origin.learner()
              + " is of the kind "
              + config.kind()
              + ", expected logistic or factorization_machine: no other kind is exported; choose"
              + " one by --learner, or let it learn beside this one (learners:)");
    }
  }

  /** Writes the model in a format. */
  public void write(Format format, OutputStream out) throws IOException {
    if (format == Format.TRIBUO) {
      new TribuoModel(this).write(out);
    } else {
      new OnnxModel(this).write(out);
    }
  }

  Origin origin() {
    return origin;
  }

  LearnerConfig config() {
    return config;
  }

  /** Ids lie in [0, ids). */
  int ids() {
    return 1 << config.hashBits();
  }

  double bias() {
    return learner instanceof LinearLearner linear
        ? linear.bias()
        : ((FactorizedLearner) learner).bias();
  }

  double weight(int id) {
    return learner instanceof LinearLearner linear
        ? linear.weight(id)
        : ((FactorizedLearner) learner).weight(id);
  }

  /** Factors an id; 0 of a linear learner. */
  int factors() {
    return learner instanceof FactorizedLearner machine ? machine.factors() : 0;
  }

  float factor(int id, int factor) {
    return ((FactorizedLearner) learner).factor(id, factor);
  }
}
