package io.millrace.model.drift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How a feature was distributed over some windows, and how far those windows lie from all of them
 * together: what changes by the hour or the day inside the reference is no drift.
 */
final class Reference {
  private static final int CELLS = 20;

  /** Above this many times what the reference's own windows differ. */
  static final double BEYOND_OWN = 2;

  /** Below these a difference is of no account, however sure. */
  private static final double LEAST_PSI = 0.1;

  private static final double LEAST_KS = 0.1;
  private static final double LEAST_SHARE = 0.02;

  private final boolean category;

  /** Lower edges of the cells of numbers; the most frequent categories, ascending. */
  private final float[] edges;

  /** All categories of the reference, ascending. */
  private final float[] known;

  private final long[] counts;
  private final double missing;
  private final long size;
  private final Comparison own;

  Reference(List<float[]> windows, boolean category) {
    this.category = category;
    float[] all = sorted(windows);
    known = category ? distinct(all) : new float[0];
    edges = category ? mostFrequent(all) : quantiles(all);
    size = windows.stream().mapToLong(window -> window.length).sum();
    missing = (double) (size - all.length) / size;
    counts = new long[cells()];
    for (float[] window : windows) count(window, counts);
    double psi = 0;
    double ks = 0;
    double missingApart = 0;
    double unseen = 0;
    float[] once = category && windows.size() > 1 ? onlyOnce(windows) : new float[0];
    for (float[] window : windows) {
      Comparison one = compare(window);
      psi = Math.max(psi, one.psi());
      ks = Math.max(ks, one.ks());
      missingApart = Math.max(missingApart, Math.abs(one.missing() - missing));
      unseen = Math.max(unseen, share(window, once));
    }
    own = new Comparison(psi, ks, missingApart, unseen);
  }

  /** Categories of the reference that only one of its windows has, ascending. */
  private static float[] onlyOnce(List<float[]> windows) {
    float[] all =
        sorted(windows.stream().map(window -> distinct(sorted(List.of(window)))).toList());
    float[] once = new float[all.length];
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      boolean again = i > 0 && all[i - 1] == all[i] || i + 1 < all.length && all[i + 1] == all[i];
      if (!again) once[count++] = all[i];
    }
    return Arrays.copyOf(once, count);
  }

  Comparison compare(float[] window) {
    long[] present = new long[counts.length];
    count(window, present);
    int last = counts.length - 1;
    double ks =
        category
            ? 0
            : KolmogorovSmirnov.of(Arrays.copyOf(counts, last), Arrays.copyOf(present, last));
    double there = 1 - (double) present[last] / window.length;
    double unseen = category ? Math.max(0, there - share(window, known)) : 0;
    return new Comparison(
        Psi.of(counts, present), ks, (double) present[last] / window.length, unseen);
  }

  /**
   * By how many times the worst of a comparison's numbers exceeds what it may be; above 1 is drift.
   *
   * @param events of the window
   * @param probability of one number to exceed by chance
   */
  double excess(Comparison now, int events, double probability) {
    double psi = Math.max(LEAST_PSI, Psi.threshold(counts.length, size, events, probability));
    // Of the values that are there: with none the threshold is infinite.
    long there = size - Math.round(missing * size);
    long thereNow = events - Math.round(now.missing() * events);
    double ks = Math.max(LEAST_KS, KolmogorovSmirnov.threshold(there, thereNow, probability));
    double both = (missing * size + now.missing() * events) / (size + events);
    double sure =
        Quantiles.normal(1 - probability / 2)
            * Math.sqrt(both * (1 - both) * (1.0 / size + 1.0 / events));
    double[] ratios = {
      now.psi() / Math.max(psi, BEYOND_OWN * own.psi()),
      now.ks() / Math.max(ks, BEYOND_OWN * own.ks()),
      Math.abs(now.missing() - missing)
          / Math.max(Math.max(LEAST_SHARE, sure), BEYOND_OWN * own.missing()),
      now.unseen() / Math.max(LEAST_SHARE, BEYOND_OWN * own.unseen())
    };
    return Arrays.stream(ratios).max().orElse(0);
  }

  /** In words: what the numbers are, and what they were. */
  String told(Comparison now) {
    StringBuilder text = new StringBuilder();
    text.append("psi ").append(Episode.rounded(now.psi()));
    if (!category) text.append(", ks ").append(Episode.rounded(now.ks()));
    text.append(", missing ").append(Episode.rounded(now.missing()));
    text.append(" (was ").append(Episode.rounded(missing)).append(')');
    if (category) text.append(", unseen ").append(Episode.rounded(now.unseen()));
    return text.toString();
  }

  private int cells() {
    // One below the first edge, or for all other categories; one for missing values.
    return edges.length + 2;
  }

  private void count(float[] window, long[] into) {
    for (float value : window) into[cell(value)]++;
  }

  private int cell(float value) {
    if (Float.isNaN(value)) return edges.length + 1;
    int at = Arrays.binarySearch(edges, value);
    if (category) return at >= 0 ? at + 1 : 0;
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Share of a window's events whose value is one of these. */
  private static double share(float[] window, float[] ascending) {
    int among = 0;
    for (float value : window) {
      if (!Float.isNaN(value) && Arrays.binarySearch(ascending, value) >= 0) among++;
    }
    return (double) among / window.length;
  }

  private static float[] sorted(List<float[]> windows) {
    int length = windows.stream().mapToInt(window -> window.length).sum();
    float[] all = new float[length];
    int there = 0;
    for (float[] window : windows) {
      for (float value : window) {
        // Adding zero makes one of the two zeros, as which a search would tell apart.
        if (!Float.isNaN(value)) all[there++] = value + 0.0f;
      }
    }
    float[] values = Arrays.copyOf(all, there);
    Arrays.sort(values);
    return values;
  }

  private static float[] distinct(float[] ascending) {
    float[] values = new float[ascending.length];
    int count = 0;
    for (float value : ascending) {
      if (count == 0 || values[count - 1] != value) values[count++] = value;
    }
    return Arrays.copyOf(values, count);
  }

  private static float[] quantiles(float[] ascending) {
    if (ascending.length == 0) return ascending;
    float[] edges = new float[CELLS - 1];
    for (int i = 1; i < CELLS; i++) {
      edges[i - 1] = ascending[(int) ((long) i * ascending.length / CELLS)];
    }
    return distinct(edges);
  }

  private static float[] mostFrequent(float[] ascending) {
    TreeMap<Float, Integer> counts = new TreeMap<>();
    for (float value : ascending) counts.merge(value, 1, Integer::sum);
    float[] edges = new float[Math.min(CELLS - 1, counts.size())];
    List<Float> top =
        counts.entrySet().stream()
            .sorted(
                Comparator.<java.util.Map.Entry<Float, Integer>>comparingInt(
                        entry -> -entry.getValue())
                    .thenComparing(java.util.Map.Entry::getKey))
            .limit(edges.length)
            .map(java.util.Map.Entry::getKey)
            .sorted()
            .toList();
    for (int i = 0; i < edges.length; i++) edges[i] = top.get(i);
    return edges;
  }
}
