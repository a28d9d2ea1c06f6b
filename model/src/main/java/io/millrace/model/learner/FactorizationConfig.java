package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

/**
 * Settings of a {@link FactorizationMachine}.
 *
 * @param factors numbers that say of an id how it goes with others; 1 to 64
 * @param rate learning rate of bias and linear weights; 0.000001 to 1000
 * @param factorRate learning rate of the factors; 0.000001 to 1000
 * @param spread standard deviation of the factors of an id never seen; above 0, at most 1
 * @param seed of those factors
 * @param hashBits ids lie in [0, 2^hashBits)
 * @param initialAccumulator the sum of squared gradients an unseen weight starts with
 * @param epsilon added to the root of the squared gradients
 */
public record FactorizationConfig(
    int factors,
    double rate,
    double factorRate,
    double spread,
    int seed,
    int hashBits,
    double initialAccumulator,
    double epsilon)
    implements LearnerConfig {
  public static final String KIND = "factorization_machine";
  public static final int DEFAULT_FACTORS = 8;
  public static final double DEFAULT_SPREAD = 0.01;
  public static final int DEFAULT_SEED = 1;

  /** Factors lie in the table in blocks of so many. */
  static final int BLOCK = 4;

  public FactorizationConfig {
    require(factors >= 1 && factors <= 64, "factors", factors, "1 to 64; start at 8");
    LearnerSettings.requireRate("rate", rate, 0.05);
    LearnerSettings.requireRate("factor_rate", factorRate, 0.05);
    require(
        spread > 0 && spread <= 1, "spread", spread, "a number above 0, at most 1; start at 0.01");
    LearnerSettings.requireHashBits(hashBits);
    LearnerSettings.requireAccumulator(initialAccumulator);
    LearnerSettings.requireEpsilon(epsilon);
    long most = ((LearnerSettings.MOST_BYTES >> hashBits) / 8 - 1) / BLOCK * BLOCK;
    String why =
        ": a learner holds 8 * (1 + factors rounded up to a multiple of 4) * 2^hash_bits bytes, at"
            + " most "
            + LearnerSettings.MOST_BYTES;
    require(most > 0, "hash_bits", hashBits, "10 to 25 in a factorization machine" + why);
    require(
        factors <= most,
        "factors",
        factors,
        "at most " + most + " with hash_bits " + hashBits + why);
  }

  /** How many numbers of an id the table has room for: a multiple of {@value #BLOCK}. */
  int padded() {
    return (factors + BLOCK - 1) / BLOCK * BLOCK;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean hasRate() {
    return true;
  }

  @Override
  public long stateBytes() {
    return 8L * (1 + padded()) << hashBits;
  }

  @Override
  public FactorizationMachine create(Inputs inputs) {
    return new FactorizationMachine(this);
  }

  @Override
  public String canonical() {
    return ("kind=" + KIND + " factors=" + factors)
        + (" rate=" + shortest(rate) + " factor_rate=" + shortest(factorRate))
        + (" spread=" + shortest(spread) + " seed=" + seed)
        + (" initial_accumulator=" + shortest(initialAccumulator))
        + (" epsilon=" + shortest(epsilon) + " hash_bits=" + hashBits);
  }
}
