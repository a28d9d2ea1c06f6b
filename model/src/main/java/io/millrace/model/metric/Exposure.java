package io.millrace.model.metric;

import java.util.Arrays;

/**
 * How lists share their places among the items of a catalogue. NaN where nothing was listed.
 *
 * <p>Cost: O(places log places) a look, a copy of them.
 *
 * <p>Coverage: M. Ge, C. Delgado-Battenfeld, D. Jannach, Beyond accuracy, RecSys 2010; the share of
 * the first 1 %: E. Brynjolfsson, Y. Hu, D. Simester, Goodbye Pareto principle, hello long tail,
 * Management Science 57 (2011) 1373-1386.
 *
 * @param coverage share of the items known that were listed, 0 to 1; above 1 where items were
 *     forgotten meanwhile
 * @param concentration share of the places that the items listed most had, one in a hundred of
 *     those known and at least one; 0 to 1
 */
public record Exposure(double coverage, double concentration) {
  private static final int ONE_IN = 100;

  /**
   * @param listed an item a place, equal for equal items
   * @param known how many items there are, 1 or more where something was listed
   */
  public static Exposure of(long[] listed, int known) {
    if (listed.length == 0) return new Exposure(Double.NaN, Double.NaN);
    long[] sorted = listed.clone();
    Arrays.sort(sorted);
    int[] counts = new int[sorted.length];
    int items = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i > 0 && sorted[i] != sorted[i - 1]) items++;
      counts[items]++;
    }
    items++;
    Arrays.sort(counts, 0, items);
    long first = 0;
    int top = Math.min(items, Math.max(1, known / ONE_IN));
    for (int i = items - top; i < items; i++) first += counts[i];
    return new Exposure((double) items / known, (double) first / listed.length);
  }
}
