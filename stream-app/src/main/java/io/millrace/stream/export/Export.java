package io.millrace.stream.export;

import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.calibrate.PlattCalibrator;
import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.FactorizedLearner;
import io.millrace.model.learner.ForestConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.learner.TreeConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What a learner knows, for other programs: its bias, a weight an id, of a factorization machine
 * the factors of each id, of a network embeddings and layers, of an ensemble its members and how
 * much each counts; and the calibrator as it stands. Thresholds stay behind. Nothing may learn
 * while it is written.
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
    if (refused(config).isPresent()) {
      throw new IllegalArgumentException(
          "learner "
              + origin.learner()
              + (" is of the kind " + config.kind())
              + (config.kind().equals(refused(config).get())
                  ? ""
                  : ", with a " + refused(config).get())
              + ", expected logistic, factorization_machine, perceptron, wide_and_deep or an"
              + " ensemble of these: trees are not exported; choose another by --learner, or let one"
              + " learn beside this one (learners:)");
    }
  }

  /** The kind that no format has; of an ensemble that of a member. */
  private static Optional<String> refused(LearnerConfig config) {
    if (config instanceof EnsembleConfig ensemble) {
      return ensemble.members().stream().flatMap(member -> refused(member).stream()).findFirst();
    }
    boolean isTree = config instanceof TreeConfig || config instanceof ForestConfig;
    return isTree ? Optional.of(config.kind()) : Optional.empty();
  }

  /**
   * A model whose scores are the probabilities of this one.
   *
   * @throws IllegalArgumentException if no model of the same kind has such scores
   */
  public Export ofProbabilities() {
    requireTribuo();
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

  /**
   * Writes the model in a format.
   *
   * @throws IllegalArgumentException if it has no such learners, or none of that size
   */
  public void write(Format format, OutputStream out) throws IOException {
    if (format == Format.TRIBUO) {
      requireTribuo();
      new TribuoModel(this).write(out);
    } else {
      new OnnxModel(this).write(out);
    }
  }

  private void requireTribuo() {
    if (!(learner instanceof LinearLearner) && !(learner instanceof FactorizedLearner)) {
      throw new IllegalArgumentException(
          "--format tribuo: learner "
              + (origin.learner() + " is of the kind " + config.kind())
              + ", expected logistic or factorization_machine: Tribuo has no class that computes"
              + " what others do; --format onnx has it");
    }
  }

  OnlineLearner learner() {
    return learner;
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

  /** What the logit is multiplied with where scores are to be probabilities; otherwise 1. */
  double slope() {
    return slope;
  }

  /** What is added to it then; otherwise 0. */
  double offset() {
    return offset;
  }

  /** Of a learner that Tribuo has a class for, as are all below. */
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
