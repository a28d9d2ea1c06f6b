package io.millrace.model.learner;

/**
 * The settings of a learner: {@code learner:} of a pipeline file, one record a kind. Two learners
 * of equal {@link #canonical()} text, {@link Inputs} and {@link #ARITHMETIC_VERSION} that learn the
 * same examples in the same order are the same bits.
 *
 * <p>The records refuse nonsense with an IllegalArgumentException that begins with the setting's
 * key as in the file, without {@code learner.} before it: who reads the file knows where it stood.
 */
public sealed interface LearnerConfig
    permits EnsembleConfig,
        FactorizationConfig,
        ForestConfig,
        LogisticConfig,
        NetworkConfig,
        TreeConfig {
  /** Grows whenever any learner would compute other bits from the same examples. */
  int ARITHMETIC_VERSION = 2;

  /** The word of {@code kind:}. */
  String kind();

  /** Ids lie in [0, 2^hashBits); 0 for a learner that looks at the plain values only. */
  int hashBits();

  /** Whether its learner is a {@link RatedLearner} all through: one whose rate can be raised. */
  boolean hasRate();

  /** About how many bytes a learner writes once it has learnt much. */
  long stateBytes();

  /** A learner of these settings that has learnt nothing. */
  OnlineLearner create(Inputs inputs);

  /**
   * The settings that shape the learner, as words {@code key=value} on one line; equal settings,
   * equal text.
   */
  String canonical();

  /** Logistic regression by FTRL-Proximal. */
  static LogisticConfig ftrl(double rate, double beta, double l1, double l2, int hashBits) {
    return LogisticConfig.ftrl(rate, beta, l1, l2, hashBits);
  }

  /** Logistic regression by FTRL-Proximal with beta 1 and no regularisation. */
  static LogisticConfig ftrl(double rate, int hashBits) {
    return LogisticConfig.ftrl(rate, hashBits);
  }

  /** Logistic regression by AdaGrad. */
  static LogisticConfig adagrad(
      double rate, double initialAccumulator, double epsilon, int hashBits) {
    return LogisticConfig.adagrad(rate, initialAccumulator, epsilon, hashBits);
  }

  /** Logistic regression by AdaGrad with the default accumulator and epsilon. */
  static LogisticConfig adagrad(double rate, int hashBits) {
    return LogisticConfig.adagrad(rate, hashBits);
  }
}
