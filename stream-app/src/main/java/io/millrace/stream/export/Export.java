package io.millrace.stream.export;

import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.calibrate.PlattCalibrator;
import io.millrace.model.learner.FactorizedLearner;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.learner.OnlineLearner;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a learner knows, for other programs: its bias, a weight an id, of a factorization machine
 * the factors of each id, and the calibrator as it stands. Thresholds stay behind. Nothing may
 * learn while it is written.
 */
public final class Export {
  private final Origin origin;
  private final LearnerConfig config;
  private final OnlineLearner learner;
  private final Optional<Calibrator> calibrator;

  /** What the logit is multiplied with, and what is added to it then. */
  private final double slope;

  private final double offset;

  /** What the odds of a calibrated probability are multiplied with. */
  private final double priorOdds;

  /**
   * @param config of the learner
   * @param calibrator of the learner; empty where raw scores are probabilities
   * @param priorOdds what the odds of a calibrated probability are multiplied with
   * @throws IllegalArgumentException if learners of that kind are not exported
   */
  public Export(
      Origin origin,
      LearnerConfig config,
      OnlineLearner learner,
      Optional<Calibrator> calibrator,
      double priorOdds) {
    this(origin, config, learner, calibrator, priorOdds, 1, 0);
  }

  private Export(
      Origin origin,
      LearnerConfig config,
      OnlineLearner learner,
      Optional<Calibrator> calibrator,
      double priorOdds,
      double slope,
      double offset) {
    this.origin = origin;
    this.config = config;
    this.learner = learner;
    this.calibrator = calibrator;
    this.priorOdds = priorOdds;
    this.slope = slope;
    this.offset = offset;
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

  /**
   * A model whose scores are the probabilities of this one.
   *
   * @throws IllegalArgumentException if no model of the same kind has such scores
   */
  public Export ofProbabilities() {
    if (calibrator.isEmpty()) return this;
    if (calibrator.get() instanceof PlattCalibrator platt) {
      // sigmoid(a logit + b) is a model of the same kind: all of it times a, and b more.
      double offset = platt.offset() + Math.log(priorOdds);
      return new Export(origin, config, learner, Optional.empty(), 1, platt.slope(), offset);
    }
    throw new IllegalArgumentException(
        "--probabilities: the learner is calibrated by isotonic, expected platt: a staircase over"
            + " scores is no model of Tribuo's; --format onnx has it, as an output of its own");
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

  /** Where it comes from and what its scores are, as pairs of texts. */
  Map<String, String> said() {
    Map<String, String> said = origin.pairs();
    said.put("calibration", calibration());
    return said;
  }

  private String calibration() {
    if (slope != 1 || offset != 0) return "platt: scores are probabilities";
    return calibrator.isEmpty() ? "none" : "scores are raw";
  }

  Optional<Calibrator> calibrator() {
    return calibrator;
  }

  double priorOdds() {
    return priorOdds;
  }

  LearnerConfig config() {
    return config;
  }

  /** Ids lie in [0, ids). */
  int ids() {
    return 1 << config.hashBits();
  }

  double bias() {
    double bias =
        learner instanceof LinearLearner linear
            ? linear.bias()
            : ((FactorizedLearner) learner).bias();
    return slope * bias + offset;
  }

  double weight(int id) {
    double weight =
        learner instanceof LinearLearner linear
            ? linear.weight(id)
            : ((FactorizedLearner) learner).weight(id);
    return slope * weight;
  }

  /** Factors an id; 0 of a linear learner. */
  int factors() {
    return learner instanceof FactorizedLearner machine ? machine.factors() : 0;
  }

  /** Products of two of them carry the slope. */
  double factor(int id, int factor) {
    return Math.sqrt(slope) * ((FactorizedLearner) learner).factor(id, factor);
  }
}
