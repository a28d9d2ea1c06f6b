package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What many took lately: each event counts its weight, halved with every half-life that passes.
 *
 * <p>All counts decay alike, so they are kept as of one moment and only new events are scaled up.
 * Cost: O(1) an event, O(items) a question; 4 bytes an item. Blind to the user.
 *
 * <p>G. Cormode, V. Shkapenyuk, D. Srivastava, B. Xu, Forward decay: a practical time decay model
 * for streaming systems, ICDE 2009, III.
 */
final class Popularity implements Generator {
  private static final double LARGEST_EXPONENT = 60;

  private final double halfLife;
  private float[] counts = new float[64];
  private int items;
  private long origin = Long.MIN_VALUE;

  Popularity(GeneratorConfig.Popularity config) {
    halfLife = config.halfLife().toMillis();
  }

  @Override
  public void score(Query query, Scores out) {
    out.setAll(counts, items);
  }

  @Override
  public void learn(Query past, int item, float weight) {
    if (origin == Long.MIN_VALUE) {
      origin = past.now();
    }
    double exponent = (past.now() - origin) / halfLife;
    if (exponent > LARGEST_EXPONENT) {
      moveOrigin(past.now(), exponent);
      exponent = 0;
    }
    if (item >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(64, item * 2));
    }
    items = Math.max(items, item + 1);
    counts[item] += (float) (weight * StrictMath.pow(2, exponent));
  }

  private void moveOrigin(long to, double exponent) {
    float scale = (float) StrictMath.pow(2, -exponent);
    for (int i = 0; i < items; i++) {
      counts[i] *= scale;
    }
    origin = to;
  }

  @Override
  public void renumber(int[] to) {
    int kept = 0;
    for (int item = 0; item < items; item++) {
      if (to[item] >= 0) {
        counts[kept++] = counts[item];
      }
    }
    Arrays.fill(counts, kept, items, 0);
    items = kept;
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(origin).putFloats(Arrays.copyOf(counts, items));
  }

  @Override
  public void read(StateReader in) {
    origin = in.getLong();
    counts = in.getFloats();
    items = counts.length;
  }
}
