package io.millrace.model.champion;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Evidence that numbers in [-1, 1] are above 0 on average, as the wealth of somebody who bets on
 * it: he begins with 1 and stakes a share of what he has on each number before it is known. If none
 * is above 0 on average given what came before it, his wealth is a supermartingale, and the
 * probability that it ever reaches 1/level is at most level (Ville), however often one looks. So
 * one may look after every example and stop at will.
 *
 * <p>Each bettor stakes {@code mean / (variance + mean^2)} of what has come since he began, from 0
 * to {@value #BOLDEST} (approximate GRAPA). What was true long ago must not hold up what is true
 * now: every {@value #EPOCH} numbers another bettor begins without a past, the k-th with 1 / ((k +
 * 1) (k + 2)) of the first wealth, which adds up to 1. Of at most {@value #MOST} the two nearest in
 * age pool their wealth.
 *
 * <pre>
 * Invariants
 *  - bettors are ordered by age, the oldest first; wealth is 0 and up, at most 1e12 in all.
 *  - what has not been given to a bettor yet counts as wealth: 1 / (begun + 1).
 * </pre>
 *
 * <p>Cost: O(16) a number, no allocation; 600 bytes.
 *
 * <p>I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting, J. R.
 * Statist. Soc. B 86 (2024) 1-27, sections 4 and B.3.
 */
public final class Bets {
  static final int EPOCH = 5000;
  static final int MOST = 16;
  static final double BOLDEST = 0.75;

  private static final double ENOUGH = 1e12;

  private final double[] wealth = new double[MOST + 1];
  private final long[] since = new long[MOST + 1];
  private final double[] sum = new double[MOST + 1];
  private final double[] squares = new double[MOST + 1];
  private int bettors;
  private long begun;
  private long count;

  /** Wealth that nobody has been given yet. */
  private double reserve = 1;

  /**
   * The next number.
   *
   * @param gain in [-1, 1]
   */
  public void add(double gain) {
    if (!(gain >= -1 && gain <= 1)) {
      throw new IllegalArgumentException("gain = " + gain + ", expected -1 to 1");
    }
    if (count % EPOCH == 0) {
      begin();
    }
    for (int i = 0; i < bettors; i++) {
      wealth[i] = Math.min(ENOUGH, wealth[i] * (1 + stake(i) * gain));
      sum[i] += gain;
      squares[i] += gain * gain;
    }
    count++;
  }

  /** From what came before; one number of 1/2 stands for what is not known. */
  private double stake(int i) {
    double n = count - since[i] + 1;
    double mean = sum[i] / n;
    double variance = (squares[i] + 0.25) / n - mean * mean;
    return Math.max(0, Math.min(BOLDEST, mean / (variance + mean * mean)));
  }

  private void begin() {
    double share = 1.0 / ((begun + 1.0) * (begun + 2.0));
    begun++;
    reserve = 1.0 / (begun + 1.0);
    wealth[bettors] = share;
    since[bettors] = count;
    sum[bettors] = 0;
    squares[bettors] = 0;
    if (++bettors > MOST) {
      pool();
    }
  }

  /** The younger of the two nearest in age, by their ratio, gives his wealth to the older. */
  private void pool() {
    int older = 0;
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i + 1 < bettors - 1; i++) {
      double ratio = (count - since[i]) / (double) (count - since[i + 1]);
      if (ratio < nearest) {
        nearest = ratio;
        older = i;
      }
    }
    wealth[older] += wealth[older + 1];
    for (int i = older + 1; i + 1 < bettors; i++) {
      wealth[i] = wealth[i + 1];
      since[i] = since[i + 1];
      sum[i] = sum[i + 1];
      squares[i] = squares[i + 1];
    }
    bettors--;
  }

  /** The wealth: 1 at first; at most level probable ever to reach 1/level by chance. */
  public double evidence() {
    double all = reserve;
    for (int i = 0; i < bettors; i++) {
      all += wealth[i];
    }
    return all;
  }

  /** Numbers so far. */
  public long count() {
    return count;
  }

  /** As if nothing had come. */
  public void clear() {
    bettors = 0;
    begun = 0;
    count = 0;
    reserve = 1;
    Arrays.fill(wealth, 0);
  }

  public void write(StateWriter out) {
    out.putInt(bettors).putLong(begun).putLong(count);
    for (int i = 0; i < bettors; i++) {
      out.putDouble(wealth[i]).putLong(since[i]).putDouble(sum[i]).putDouble(squares[i]);
    }
  }

  public void read(StateReader in) {
    bettors = in.getInt();
    begun = in.getLong();
    count = in.getLong();
    reserve = 1.0 / (begun + 1.0);
    if (bettors < 0 || bettors > MOST) {
      throw new IllegalArgumentException(
          "state holds " + bettors + " bettors, expected 0 to " + MOST + ": it is damaged");
    }
    for (int i = 0; i < bettors; i++) {
      wealth[i] = in.getDouble();
      since[i] = in.getLong();
      sum[i] = in.getDouble();
      squares[i] = in.getDouble();
    }
  }
}
