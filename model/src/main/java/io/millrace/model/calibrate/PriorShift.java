package io.millrace.model.calibrate;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Moves probabilities by the change of the base rate: from the one that the calibrator has learnt,
 * over its {@value Calibrator#MEMORY} examples, to that of the last {@code follow}. Where only the
 * rate of positives changed, and not what positives and negatives look like, Bayes' rule says
 *
 * <pre>
 *   odds' = odds * (new rate / old rate) * ((1 - old rate) / (1 - new rate))
 * </pre>
 *
 * Both rates are counted in faded sums of weights; {@value #PRIOR} positives and as many negatives
 * more on both sides keep a handful of labels from moving anything far. As the calibrator learns
 * the new rate, its own moves, and the shift goes back to nothing: so the two never add up.
 *
 * <p>Blind to the rate of events whose labels have not come yet, and wrong where positives
 * themselves look different: that is for the learners.
 *
 * <p>Cost: a few operations a pair, 36 bytes.
 *
 * <p>M. Saerens, P. Latinne, C. Decaestecker, Adjusting the outputs of a classifier to new a priori
 * probabilities, Neural Computation 14 (2002) 21-41, equation 2.4; G. King, L. Zeng, Logistic
 * regression in rare events data, Political Analysis 9 (2001) 137-163, section 4.1.
 */
public final class PriorShift {
  /** The fewest and the most examples that it may follow: fewer than half of what calibrates. */
  public static final int LEAST = 100;

  public static final int MOST = 50_000;

  private static final int FORMAT = 1;
  private static final double PRIOR = 10;
  private static final double FADE = 1 - 1 / Calibrator.MEMORY;

  private final double fade;
  private double positives;
  private double all;
  private double recentPositives;
  private double recent;

  /**
   * @param follow examples after which one counts for 1/e of what it did
   */
  public PriorShift(int follow) {
    fade = 1 - 1.0 / follow;
  }

  /** P(positive) by the base rate of now, in [0, 1]; does not fall where {@code p} rises. */
  public double probability(double p) {
    double moved = p * odds();
    return moved / (moved + (1 - p));
  }

  /** What odds are multiplied with; 1 while the base rate is as it was, above 0. */
  public double odds() {
    if (all == 0) return 1;
    double expected = recent * positives / all;
    return (recentPositives + PRIOR)
        / (expected + PRIOR)
        * ((recent - expected + PRIOR) / (recent - recentPositives + PRIOR));
  }

  /**
   * One example.
   *
   * @param weight how many it stands for, above 0
   */
  public void learn(boolean positive, float weight) {
    double more = positive ? weight : 0;
    positives = FADE * positives + more;
    all = FADE * all + weight;
    recentPositives = fade * recentPositives + more;
    recent = fade * recent + weight;
  }

  /** Everything needed to go on bit for bit. */
  public void write(StateWriter out) {
    out.putInt(FORMAT).putDouble(positives).putDouble(all);
    out.putDouble(recentPositives).putDouble(recent);
  }

  /** Takes over what {@link #write} wrote. */
  public void read(StateReader in) {
    CalibratorFormat.require("prior", in.getInt(), FORMAT);
    positives = in.getDouble();
    all = in.getDouble();
    recentPositives = in.getDouble();
    recent = in.getDouble();
  }
}
