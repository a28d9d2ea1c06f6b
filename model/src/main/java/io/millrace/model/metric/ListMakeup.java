package io.millrace.model.metric;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What the last lists were made of, their first 10 places: how much of the catalogue they showed,
 * how little known it was, and who had named it.
 *
 * <p>Exact over the window. 90 bytes a list of the window; O(places of the window, sorted) a look.
 *
 * <p>Novelty as the mean self-information of what is listed: P. Castells, N. Hurley, S. Vargas,
 * Novelty and diversity in recommender systems, Recommender Systems Handbook, 2015, 26.3; coverage
 * of the catalogue: M. Ge, C. Delgado-Battenfeld, D. Jannach, Beyond accuracy, RecSys 2010.
 */
public final class ListMakeup {
  /** Lists of the window if nothing else is said. */
  public static final int DEFAULT_LISTS = 1_000;

  /** Places of a list that count. */
  public static final int PLACES = 10;

  private static final int NOTHING = -1;

  private final int generators;
  private final int[] items;
  private final byte[] namedBy;
  private final float[] bits;
  private int next;
  private long lists;

  /**
   * @param coverage share of the catalogue that was listed, 0 to 1
   * @param novelty mean of -log2 of the share of all events that are of the item listed, bits
   * @param shares of the places listed, by the number of the generator that spoke most for them
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
  public record Result(long lists, double coverage, double novelty, double[] shares) {}

  /**
   * @param lists length of the window
   * @param generators how many there are, at most 100
   */
  public ListMakeup(int lists, int generators) {
    this.generators = generators;
    items = new int[lists * PLACES];
    namedBy = new byte[lists * PLACES];
    bits = new float[lists * PLACES];
    Arrays.fill(items, NOTHING);
  }

  /** A new list takes the place of the oldest of the window. */
  public void begin() {
    next = (int) (lists++ % (items.length / PLACES)) * PLACES;
    Arrays.fill(items, next, next + PLACES, NOTHING);
  }

  /**
   * The next item of the list, at most 10.
   *
   * @param item its number, from 0
   * @param generator number of the one that spoke most for it, from 0; -1 for none
   * @param information -log2 of the share of all events that are of it
   */
  public void add(int item, int generator, double information) {
    items[next] = item;
    namedBy[next] = (byte) generator;
    bits[next++] = (float) information;
  }

  /**
   * Of the window; NaN where nothing was listed.
   *
   * @param catalogue how many items there are
   */
  public Result look(int catalogue) {
    double information = 0;
    double listed = 0;
    double[] shares = new double[generators];
    for (int i = 0; i < items.length; i++) {
      if (items[i] == NOTHING) continue;
      listed++;
      information += bits[i];
      if (namedBy[i] >= 0) shares[namedBy[i]]++;
    }
    for (int g = 0; g < generators; g++) shares[g] /= listed;
    long window = Math.min(lists, items.length / PLACES);
    double different = Arrays.stream(items).filter(item -> item != NOTHING).distinct().count();
    return new Result(
        window, catalogue == 0 ? Double.NaN : different / catalogue, information / listed, shares);
  }

  /**
   * Items have other numbers from now on.
   *
   * @param to new number of each, -1 of those that are forgotten and count no longer
   */
  public void renumber(int[] to) {
    for (int i = 0; i < items.length; i++) {
      if (items[i] != NOTHING) items[i] = to[items[i]];
    }
  }

  public void write(StateWriter out) {
    out.putLong(lists).putInts(items).putBytes(namedBy).putFloats(bits);
  }

  /**
   * @throws IllegalArgumentException if it is of another window
   */
  public void read(StateReader in) {
    lists = in.getLong();
    int[] theirs = in.getInts();
    if (theirs.length != items.length) {
      throw new IllegalArgumentException(
          "window of " + theirs.length / PLACES + " lists, expected " + items.length / PLACES);
    }
    System.arraycopy(theirs, 0, items, 0, items.length);
    System.arraycopy(in.getBytes(), 0, namedBy, 0, namedBy.length);
    System.arraycopy(in.getFloats(), 0, bits, 0, bits.length);
  }
}
