package io.millrace.model.metric;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Quality of lists by full ranking, each test having one item that was taken: hit rate and recall
 * (equal, as there is one) at 10 and 20, mean reciprocal rank and normalised discounted cumulative
 * gain at 10; since the start and over the last tests.
 *
 * <p>The sums are of ranks counted, so the window is exact however long it runs. 1 byte a test of
 * the window.
 *
 * <p>P. Cremonesi, Y. Koren, R. Turrin, Performance of recommender algorithms on top-N tasks,
 * RecSys 2010, 3; full ranking: W. Krichene, S. Rendle, On sampled metrics, KDD 2020.
 */
public final class ListQuality {
  /** Tests of the window if nothing else is said. */
  public static final int DEFAULT_TESTS = 10_000;

  private static final int RANKS = 20;

  /**
   * @param tests how many
   * @param hitRate10 share of tests whose item was among the first 10; equals recall at 10
   * @param hitRate20 among the first 20
   * @param mrr10 mean of 1 / rank, 0 beyond 10
   * @param ndcg10 mean of 1 / log2(rank + 1), 0 beyond 10
   */
  public record Result(
      long tests, double hitRate10, double hitRate20, double mrr10, double ndcg10) {}

  private final byte[] window;
  private int next;
  private final long[] all = new long[RANKS + 1];
  private final long[] recent = new long[RANKS + 1];

  /**
   * @param tests length of the window
   */
  public ListQuality(int tests) {
    window = new byte[tests];
  }

  /**
   * @param rank of the item taken, from 1; 0 or beyond 20 where it was not listed
   */
  public void add(int rank) {
    int place = rank > RANKS ? 0 : rank;
    if (sum(recent) == window.length) {
      recent[window[next]]--;
    }
    window[next] = (byte) place;
    next = (next + 1) % window.length;
    recent[place]++;
    all[place]++;
  }

  /** Over all tests; NaN rates where there was none. */
  public Result sinceStart() {
    return result(all);
  }

  /** Over the last tests; NaN rates where there was none. */
  public Result overWindow() {
    return result(recent);
  }

  private static Result result(long[] counts) {
    double tests = sum(counts);
    double hits10 = 0;
    double hits20 = 0;
    double reciprocal = 0;
    double gain = 0;
    for (int rank = 1; rank <= RANKS; rank++) {
      hits20 += counts[rank];
      if (rank <= 10) {
        hits10 += counts[rank];
        reciprocal += counts[rank] / (double) rank;
        gain += counts[rank] * StrictMath.log(2) / StrictMath.log(rank + 1);
      }
    }
    return new Result(
        (long) tests, hits10 / tests, hits20 / tests, reciprocal / tests, gain / tests);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  public void write(StateWriter out) {
    out.putBytes(window).putInt(next).putLongs(all).putLongs(recent);
  }

  public void read(StateReader in) {
    byte[] read = in.getBytes();
    if (read.length != window.length) {
      throw new IllegalArgumentException(
          "window of " + read.length + " tests, expected " + window.length);
    }
    System.arraycopy(read, 0, window, 0, read.length);
    next = in.getInt();
    System.arraycopy(in.getLongs(), 0, all, 0, RANKS + 1);
    System.arraycopy(in.getLongs(), 0, recent, 0, RANKS + 1);
  }
}
