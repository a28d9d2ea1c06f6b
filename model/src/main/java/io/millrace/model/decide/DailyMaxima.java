package io.millrace.model.decide;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * One calendar day's histogram of each entity's highest score.
 *
 * <pre>
 * Invariants
 *  - mass[b] estimates how many entities had their highest score of the day in bin b, plus the
 *    events of bin b that count for themselves. Whole weights times powers of two: exact.
 *  - A pair (entity, bin) is tracked iff the entity's low `level` hash bits are zero and its bin is
 *    at least `floor`; it stands for 2^level entities, each times the weight of the event of its
 *    highest score, the lightest where several have it.
 *  - At most `capacity` pairs are tracked. When one more comes, the floor rises so that half remain,
 *    if these still stand for `needed` entities (only what is near the threshold must be exact);
 *    else the level rises, which keeps every second entity.
 *  - Below the floor the masses are those of the moment it rose; above it they are kept up.
 * </pre>
 *
 * <p>Open addressing with linear probing, load at most one half. The order of examples matters only
 * through when the floor or level rises.
 */
final class DailyMaxima {
  private static final short FREE = -1;

  private final int capacity;
  private final double needed;
  private final double[] mass;
  private long[] hashes = new long[64];
  private short[] bins = new short[64];
  private float[] weights = new float[64];
  private int size;
  private int level;
  private int floor;

  /**
   * @param scoreBins bins of the scale, at most 32,768
   * @param capacity most pairs tracked
   * @param needed entities that the pairs kept must stand for
   */
  DailyMaxima(int scoreBins, int capacity, double needed) {
    this.capacity = capacity;
    this.needed = needed;
    mass = new double[scoreBins];
    Arrays.fill(bins, FREE);
  }

  void addEvent(int bin, float weight) {
    mass[bin] += weight;
  }

  void addEntity(long entity, int bin, float weight) {
    long hash = mix(entity);
    if (bin < floor || !sampled(hash)) {
      return;
    }
    int slot = slotOf(hash);
    if (bins[slot] == FREE) {
      insert(hash, bin, weight);
      mass[bin] += weight * each();
      while (size > capacity) {
        shed();
      }
    } else if (bin > bins[slot] || bin == bins[slot] && weight < weights[slot]) {
      mass[bins[slot]] -= weights[slot] * each();
      mass[bin] += weight * each();
      bins[slot] = (short) bin;
      weights[slot] = weight;
    }
  }

  double mass(int bin) {
    return mass[bin];
  }

  int tracked() {
    return size;
  }

  /** How many entities a tracked one stands for. */
  private double each() {
    return Math.scalb(1.0, level);
  }

  private boolean sampled(long hash) {
    return (hash & ((1L << level) - 1)) == 0;
  }

  private void shed() {
    int half = lowestBinOfAtMost(capacity / 2);
    if (trackedFrom(half) * each() >= needed) {
      floor = half;
    } else {
      raiseLevel();
    }
    rehash(hashes.length);
  }

  /** Entities whose next hash bit is set leave with their mass; the others count for two. */
  private void raiseLevel() {
    double each = each();
    level++;
    for (int slot = 0; slot < bins.length; slot++) {
      if (bins[slot] != FREE) {
        mass[bins[slot]] += weights[slot] * (sampled(hashes[slot]) ? each : -each);
      }
    }
  }

  private int lowestBinOfAtMost(int pairs) {
    int[] counts = new int[mass.length];
    for (short bin : bins) {
      if (bin != FREE) {
        counts[bin]++;
      }
    }
    int bin = mass.length;
    int above = 0;
    while (bin > 0 && above + counts[bin - 1] <= pairs) {
      above += counts[--bin];
    }
    return bin;
  }

  private double trackedFrom(int lowest) {
    double sum = 0;
    for (int slot = 0; slot < bins.length; slot++) {
      sum += bins[slot] != FREE && bins[slot] >= lowest ? weights[slot] : 0;
    }
    return sum;
  }

  private void insert(long hash, int bin, float weight) {
    if (2 * (size + 1) > bins.length) {
      rehash(2 * bins.length);
    }
    int slot = slotOf(hash);
    hashes[slot] = hash;
    bins[slot] = (short) bin;
    weights[slot] = weight;
    size++;
  }

  /** Builds the table anew without the pairs that floor and level no longer track. */
  private void rehash(int slots) {
    long[] oldHashes = hashes;
    short[] oldBins = bins;
    float[] oldWeights = weights;
    hashes = new long[slots];
    bins = new short[slots];
    weights = new float[slots];
    Arrays.fill(bins, FREE);
    size = 0;
    for (int i = 0; i < oldBins.length; i++) {
      if (oldBins[i] != FREE && oldBins[i] >= floor && sampled(oldHashes[i])) {
        int slot = slotOf(oldHashes[i]);
        hashes[slot] = oldHashes[i];
        bins[slot] = oldBins[i];
        weights[slot] = oldWeights[i];
        size++;
      }
    }
  }

  private int slotOf(long hash) {
    int mask = bins.length - 1;
    int slot = (int) (hash >>> 32) & mask; // the low bits sample
    while (bins[slot] != FREE && hashes[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** One to one and well mixed (the finalizer of SplitMix64). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * Pairs in the order of their hash: the table's layout leaves no trace in the bytes. A bin's
   * complement says that a weight other than 1 follows it.
   */
  void write(StateWriter out) {
    out.putInt(level).putInt(floor);
    Histograms.write(mass, out);
    long[] sorted = new long[size];
    int next = 0;
    for (int slot = 0; slot < bins.length; slot++) {
      if (bins[slot] != FREE) {
        sorted[next++] = hashes[slot];
      }
    }
    Arrays.sort(sorted);
    out.putInt(size);
    for (long hash : sorted) {
      int slot = slotOf(hash);
      out.putLong(hash).putInt(weights[slot] == 1 ? bins[slot] : ~bins[slot]);
      if (weights[slot] != 1) out.putFloat(weights[slot]);
    }
  }

  void read(StateReader in) {
    level = in.getInt();
    floor = in.getInt();
    Histograms.read(mass, in);
    for (int left = in.getInt(); left > 0; left--) {
      long hash = in.getLong();
      int bin = in.getInt();
      insert(hash, bin < 0 ? ~bin : bin, bin < 0 ? in.getFloat() : 1);
    }
  }
}
