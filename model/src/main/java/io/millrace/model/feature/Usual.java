package io.millrace.model.feature;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What is usual in a number: mean and deviation with exponentially decayed weights. An entry of age
 * t weighs 2^(-t / half-life); mean and deviation are quotients of decayed sums, and so do not
 * change by waiting. An entry dated before the newest weighs what its age says.
 *
 * <p>O(1) time, 36 bytes. The deviation is the population's, from sums of squares in double.
 */
class Usual {
  /** ln 2; StrictMath.exp is the same on every machine, which Math.pow need not be. */
  private static final double LN_2 = 0.6931471805599453;

  private final double perMillisecond;
  private int entries;
  private double weight;
  private double sum;
  private double squares;
  private long newest;

  Usual(long halfLife) {
    perMillisecond = -LN_2 / halfLife;
  }

  final void add(long time, double value) {
    double own = 1;
    if (entries > 0 && time >= newest) {
      double kept = StrictMath.exp((time - newest) * perMillisecond);
      weight *= kept;
      sum *= kept;
      squares *= kept;
    } else if (entries > 0) {
      own = StrictMath.exp((newest - time) * perMillisecond);
    }
    newest = entries == 0 ? time : Math.max(newest, time);
    weight += own;
    sum += own * value;
    squares += own * value * value;
    entries += entries == Integer.MAX_VALUE ? 0 : 1;
  }

  /** Takes out what {@link #add} took in, up to rounding; the newest time stays. */
  final void remove(long time, double value) {
    double own = StrictMath.exp((newest - time) * perMillisecond);
    weight -= own;
    sum -= own * value;
    squares -= own * value * value;
    entries--;
    if (entries == 0) {
      weight = 0;
      sum = 0;
      squares = 0;
    }
  }

  /** Becomes what another of the same half-life is. */
  final void copy(Usual other) {
    entries = other.entries;
    weight = other.weight;
    sum = other.sum;
    squares = other.squares;
    newest = other.newest;
  }

  /** How many entries there were. */
  final int entries() {
    return entries;
  }

  /** NaN before the first entry, and once all weigh nothing. */
  final double mean() {
    return sum / weight;
  }

  /** What the entries weigh at a time; at the newest entry's for one before it. */
  final double weightAt(long time) {
    return weight * keptUntil(time);
  }

  /** The sum of the entries, as they weigh then. */
  final double sumAt(long time) {
    return sum * keptUntil(time);
  }

  private double keptUntil(long time) {
    return entries == 0 || time <= newest ? 1 : StrictMath.exp((time - newest) * perMillisecond);
  }

  /** NaN before the second entry. */
  final double deviation() {
    double mean = mean();
    return entries < 2 ? Double.NaN : Math.sqrt(Math.max(0, squares / weight - mean * mean));
  }

  void write(StateWriter out) {
    out.putInt(entries).putDouble(weight).putDouble(sum).putDouble(squares).putLong(newest);
  }

  void read(StateReader in) {
    entries = in.getInt();
    weight = in.getDouble();
    sum = in.getDouble();
    squares = in.getDouble();
    newest = in.getLong();
  }
}
