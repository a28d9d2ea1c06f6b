package io.millrace.model.metric;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;
import java.util.Locale;

/**
 * The hit rate at 10 that lists would have had without chance, estimated from lists some of whose
 * places chance gave, each with a known probability: by inverse propensities (IPS), the same
 * normalised by its weights (SNIPS), and doubly robust (DR). Since the start and over the last
 * tests.
 *
 * <p>A place counts with {@code 1 / propensity} where the item that belongs there was there, and
 * with 0 where chance put another. IPS is the mean of the hits so weighed, and right on average if
 * what is at one place does not move what happens at another. SNIPS divides by the mean weight
 * instead of by 1: it strays less, and is right with many tests. DR says of each place how often
 * what belongs there was taken in the tests before, and lets the weights only correct that: as
 * right as IPS, and strays less the better the guess is.
 *
 * <p>Blind spots: of users who come back only because of what chance showed them it knows nothing,
 * as a test is an activity that came. O(1) a test, 24 bytes a test of the window, which a question
 * goes through.
 *
 * <p>D. Horvitz, D. Thompson, A generalization of sampling without replacement from a finite
 * universe, JASA 47 (1952); L. Li, W. Chu, J. Langford, X. Wang, Unbiased offline evaluation of
 * contextual-bandit-based news article recommendation algorithms, WSDM 2011; A. Swaminathan, T.
 * Joachims, The self-normalized estimator for counterfactual learning, NIPS 2015; M. Dudik, J.
 * Langford, L. Li, Doubly robust policy evaluation and learning, ICML 2011; place by place: S. Li,
 * Y. Abbasi-Yadkori, B. Kveton, S. Muthukrishnan, V. Vinay, Z. Wen, Offline evaluation of ranking
 * policies with click models, KDD 2018, 4 (item-position).
 */
public final class OffPolicy {
  /** Places of a list that count. */
  public static final int PLACES = 10;

  private static final int PER_TEST = 3;

  /** How it is estimated. */
  public enum Estimator {
    IPS,
    SNIPS,
    DR;

    /** As reports and metrics name it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Estimates with their standard errors; NaN where nothing was tested.
   *
   * @param tests how many lists were tested
   */
  public record Result(
      long tests,
      double ips,
      double ipsError,
      double snips,
      double snipsError,
      double dr,
      double drError) {
    public double hitRate10(Estimator by) {
      return switch (by) {
        case IPS -> ips;
        case SNIPS -> snips;
        case DR -> dr;
      };
    }

    /** The standard error of that. */
    public double error(Estimator by) {
      return switch (by) {
        case IPS -> ipsError;
        case SNIPS -> snipsError;
        case DR -> drError;
      };
    }
  }

  private final double[] window;
  private int next;
  private final Sums all = new Sums();
  private final long[] there = new long[PLACES];
  private final long[] taken = new long[PLACES];

  /**
   * @param tests length of the window, 1 or more
   */
  public OffPolicy(int tests) {
    window = new double[tests * PER_TEST];
  }

  /**
   * A test of a list that was shown.
   *
   * @param propensities probability of each item of being at its place, in (0, 1]; none of a list
   *     without items
   * @param drawn whether chance put it there
   * @param rank of what was taken, from 1; 0 where it was not listed
   */
  public void add(float[] propensities, boolean[] drawn, int rank) {
    int places = Math.min(PLACES, propensities.length);
    double hits = 0;
    double weights = 0;
    double robust = 0;
    for (int place = 0; place < places; place++) {
      double weight = drawn[place] ? 0 : 1.0 / propensities[place];
      int hit = rank == place + 1 ? 1 : 0;
      double guess = there[place] == 0 ? 0 : taken[place] / (double) there[place];
      hits += weight * hit;
      weights += weight;
      robust += guess + weight * (hit - guess);
      // After the guess, which must know nothing of its own test.
      if (!drawn[place]) {
        there[place]++;
        taken[place] += hit;
      }
    }
    int at = next * PER_TEST;
    window[at] = hits;
    // A list without items leaves nothing to chance.
    window[at + 1] = places == 0 ? 1 : weights / places;
    window[at + 2] = robust;
    all.add(window, at);
    next = (next + 1) % (window.length / PER_TEST);
  }

  /** Over all tests. */
  public Result sinceStart() {
    return all.result();
  }

  /** Over the last tests. */
  public Result overWindow() {
    Sums sums = new Sums();
    int tests = (int) Math.min(all.tests, window.length / PER_TEST);
    for (int test = 0; test < tests; test++) sums.add(window, test * PER_TEST);
    return sums.result();
  }

  /** Of what the tests say, and of the squares. */
  private static final class Sums {
    private long tests;
    private double hits;
    private double weights;
    private double robust;
    private double hitsSquared;
    private double hitsTimesWeights;
    private double weightsSquared;
    private double robustSquared;

    void add(double[] window, int at) {
      double hit = window[at];
      double weight = window[at + 1];
      double sure = window[at + 2];
      tests++;
      hits += hit;
      weights += weight;
      robust += sure;
      hitsSquared += hit * hit;
      hitsTimesWeights += hit * weight;
      weightsSquared += weight * weight;
      robustSquared += sure * sure;
    }

    Result result() {
      double ratio = hits / weights;
      // The sum of (hit - ratio * weight)^2: by the delta method, how a ratio of sums strays.
      double strayed = hitsSquared - 2 * ratio * hitsTimesWeights + ratio * ratio * weightsSquared;
      return new Result(
          tests,
          hits / tests,
          error(hits, hitsSquared),
          ratio,
          Math.sqrt(Math.max(0, strayed)) / weights,
          robust / tests,
          error(robust, robustSquared));
    }

    private double error(double sum, double squares) {
      double mean = sum / tests;
      return Math.sqrt(Math.max(0, squares / tests - mean * mean) / tests);
    }

    double[] values() {
      return new double[] {
        hits, weights, robust, hitsSquared, hitsTimesWeights, weightsSquared, robustSquared
      };
    }

    void read(long count, double[] values) {
      tests = count;
      hits = values[0];
      weights = values[1];
      robust = values[2];
      hitsSquared = values[3];
      hitsTimesWeights = values[4];
      weightsSquared = values[5];
      robustSquared = values[6];
    }
  }

  public void write(StateWriter out) {
    int used = (int) Math.min(all.tests * PER_TEST, window.length);
    out.putDoubles(Arrays.copyOf(window, used)).putInt(next);
    out.putLong(all.tests).putDoubles(all.values()).putLongs(there).putLongs(taken);
  }

  public void read(StateReader in) {
    double[] used = in.getDoubles();
    if (used.length > window.length) {
      throw new IllegalArgumentException(
          "window of "
              + used.length / PER_TEST
              + " tests, expected at most "
              + window.length / PER_TEST);
    }
    System.arraycopy(used, 0, window, 0, used.length);
    next = in.getInt();
    all.read(in.getLong(), in.getDoubles());
    System.arraycopy(in.getLongs(), 0, there, 0, PLACES);
    System.arraycopy(in.getLongs(), 0, taken, 0, PLACES);
  }
}
