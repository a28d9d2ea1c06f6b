package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

/**
 * Settings of logistic regression.
 *
 * <p>A setting that {@code update} does not use must have its default, so that nobody tunes a
 * number that does nothing.
 *
 * @param kind {@code logistic}: logistic regression, one weight per id and a bias
 * @param update {@code ftrl} ({@link LogisticFtrl}) or {@code adagrad} ({@link LogisticAdaGrad})
 * @param rate learning rate, the paper's alpha; 0.000001 to 1000
 * @param beta ftrl: added to the root of the squared gradients; larger is a slower start
 * @param l1 ftrl: weights whose |z| is not above it are exactly 0
 * @param l2 ftrl: pulls weights towards 0
 * @param hashBits ids lie in [0, 2^hashBits); a learner holds 8 * 2^hashBits bytes
 * @param initialAccumulator adagrad: the sum of squared gradients an unseen id starts with
 * @param epsilon adagrad: added to the root of the squared gradients
 */
public record LogisticConfig(
    String kind,
    String update,
    double rate,
    double beta,
    double l1,
    double l2,
    int hashBits,
    double initialAccumulator,
    double epsilon)
    implements LearnerConfig {

  public static final String LOGISTIC = "logistic";
  public static final String FTRL = "ftrl";
  public static final String ADAGRAD = "adagrad";

  public static final double DEFAULT_BETA = 1;
  public static final double DEFAULT_L1 = 0;
  public static final double DEFAULT_L2 = 0;
  public static final double DEFAULT_INITIAL_ACCUMULATOR = 0.1;
  public static final double DEFAULT_EPSILON = 1e-6;

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public LogisticConfig {
    require(LOGISTIC.equals(kind), "kind", kind, LOGISTIC);
    require(
        FTRL.equals(update) || ADAGRAD.equals(update),
        "update",
        update,
        "ftrl or adagrad; start with ftrl");
    require(
        rate >= 1e-6 && rate <= 1000,
        "rate",
        rate,
        "a number from 0.000001 to 1000; start at 0.1 (ftrl) or 0.05 (adagrad)");
    require(
        hashBits >= 10 && hashBits <= 26,
        "hash_bits",
        hashBits,
        "10 to 26 (26 costs 512 MiB per copy); start at 18");
    require(
        beta >= 1e-6 && beta <= 1e6, "beta", beta, "a number from 0.000001 to 1000000; start at 1");
    require(l1 >= 0 && l1 <= 1e6, "l1", l1, "a number from 0 to 1000000; start at 0");
    require(l2 >= 0 && l2 <= 1e6, "l2", l2, "a number from 0 to 1000000; start at 0");
    require(
        initialAccumulator >= 0 && initialAccumulator <= 1e6,
        "initial_accumulator",
        initialAccumulator,
        "a number from 0 to 1000000; start at 0.1");
    require(
        epsilon >= 1e-10 && epsilon <= 1,
        "epsilon",
        epsilon,
        "a number from 0.0000000001 to 1; start at 0.000001");
    if (FTRL.equals(update)) {
      requireUnused("initial_accumulator", initialAccumulator, DEFAULT_INITIAL_ACCUMULATOR, FTRL);
      requireUnused("epsilon", epsilon, DEFAULT_EPSILON, FTRL);
    } else {
      requireUnused("beta", beta, DEFAULT_BETA, ADAGRAD);
      requireUnused("l1", l1, DEFAULT_L1, ADAGRAD);
      requireUnused("l2", l2, DEFAULT_L2, ADAGRAD);
    }
  }

  /** Logistic regression by FTRL-Proximal. */
  public static LogisticConfig ftrl(double rate, double beta, double l1, double l2, int hashBits) {
    return new LogisticConfig(
        LOGISTIC, FTRL, rate, beta, l1, l2, hashBits, DEFAULT_INITIAL_ACCUMULATOR, DEFAULT_EPSILON);
  }

  /** Logistic regression by FTRL-Proximal with beta 1 and no regularisation. */
  public static LogisticConfig ftrl(double rate, int hashBits) {
    return ftrl(rate, DEFAULT_BETA, DEFAULT_L1, DEFAULT_L2, hashBits);
  }

  /** Logistic regression by AdaGrad. */
  public static LogisticConfig adagrad(
      double rate, double initialAccumulator, double epsilon, int hashBits) {
    return new LogisticConfig(
        LOGISTIC,
        ADAGRAD,
        rate,
        DEFAULT_BETA,
        DEFAULT_L1,
        DEFAULT_L2,
        hashBits,
        initialAccumulator,
        epsilon);
  }

  /** Logistic regression by AdaGrad with the default accumulator and epsilon. */
  public static LogisticConfig adagrad(double rate, int hashBits) {
    return adagrad(rate, DEFAULT_INITIAL_ACCUMULATOR, DEFAULT_EPSILON, hashBits);
  }

  @Override
  public LinearLearner create(Inputs inputs) {
    return create();
  }

  @Override
  public boolean hasRate() {
    return true;
  }

  @Override
  public long stateBytes() {
    return 8L << hashBits;
  }

  /** A learner of these settings that has learnt nothing; 8 * 2^hashBits bytes. */
  public LinearLearner create() {
    return FTRL.equals(update) ? new LogisticFtrl(this) : new LogisticAdaGrad(this);
  }

  @Override
  public String canonical() {
    String common = "kind=" + kind + " update=" + update + " rate=" + shortest(rate);
    String own =
        FTRL.equals(update)
            ? " beta=" + shortest(beta) + " l1=" + shortest(l1) + " l2=" + shortest(l2)
            : " initial_accumulator="
                + shortest(initialAccumulator)
                + " epsilon="
                + shortest(epsilon);
    return common + own + " hash_bits=" + hashBits;
  }

  private static void requireUnused(String key, double found, double unused, String update) {
    require(
        found == unused,
        key,
        found,
        shortest(unused) + " or no such key: update " + update + " does not use it");
  }
}
