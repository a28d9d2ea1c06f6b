package io.millrace.model.feature;

import io.millrace.model.learner.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the ids of a linear model out of the values of an event's features. Each id is a hash of
 * the feature's name, the resolution and the bin, cut to {@code hashBits} bits; it does not depend
 * on the feature's place, so that a feature keeps its weights when others come or go.
 *
 * <p>A number gives one id a resolution, of value 1, and with {@code raw} one more whose value is
 * the number clamped to ±1e6; a number that is missing gives one id that says so. A category, an
 * hour or a weekend gives one id, missing ones included. A cross gives one id for the combination
 * of its members' coarsest ids (a number with no bins: of one bin a doubling).
 *
 * <p>An event is encoded in three sweeps: what to hash, hashing it all in one plain loop, and the
 * crosses, which hash what the others became. No allocation. Not thread-safe: one per thread.
 */
public final class Encoder {
  private static final float RAW_LIMIT = 1e6f;
  private static final long STEP = 0x9E3779B97F4A7C15L;

  /** What an encoder does with a feature. */
  private enum Kind {
    NUMBER,
    TOKEN,
    CROSS
  }

  private final int size;
  private final int shift;
  private final Kind[] kinds;
  private final boolean[] raw;

  /** [feature]: hash of its name. */
  private final long[] names;

  /**
   * [feature][resolution], coarsest first: how far to shift the scale, and where the hash starts.
   */
  private final int[][] shifts;

  private final long[][] seeds;

  /** [feature]: the members of a cross. */
  private final int[][] members;

  private final int[] crosses;

  /** [feature]: where the hash of its coarsest bin in this event stands, for crosses. */
  private final int[] coarsest;

  /** [position]: what is to be hashed, then its hash. */
  private final long[] tokens;

  private final int[] features;
  private final float[] weights;
  private int length;
  private final int[] rawPositions;
  private int rawNumbers;

  /**
   * @param hashBits ids lie in [0, 2^hashBits); 1 to 30
   */
  public Encoder(FeatureSet set, int hashBits) {
    if (hashBits < 1 || hashBits > 30) {
      throw new IllegalArgumentException("hash_bits = " + hashBits + ", expected 1 to 30");
    }
    size = set.size();
    shift = Long.SIZE - hashBits;
    kinds = new Kind[size];
    raw = new boolean[size];
    names = new long[size];
    shifts = new int[size][];
    seeds = new long[size][];
    members = new int[size][];
    coarsest = new int[size];
    int most = 0;
    for (int i = 0; i < size; i++) {
      FeatureSpec feature = set.features().get(i);
      names[i] = TextHash.of(feature.name());
      Binning binning = binning(feature);
      if (binning != null) {
        kinds[i] = Kind.NUMBER;
        resolutions(i, binning);
      } else if (feature instanceof FeatureSpec.Cross cross) {
        kinds[i] = Kind.CROSS;
        members[i] = cross.of().stream().mapToInt(Integer::intValue).toArray();
      } else {
        kinds[i] = Kind.TOKEN;
      }
      most += binning == null ? 1 : binning.perDoubling().size() + 2;
    }
    crosses = IntStream.range(0, size).filter(i -> kinds[i] == Kind.CROSS).toArray();
    rawPositions = new int[size];
    features = new int[most];
    tokens = new long[most];
    weights = new float[most];
  }

  private void resolutions(int feature, Binning binning) {
    List<Integer> coarsestFirst = new ArrayList<>(binning.perDoubling());
    coarsestFirst.sort(null);
    int count = coarsestFirst.size();
    raw[feature] = binning.raw();
    shifts[feature] = new int[count];
    seeds[feature] = new long[count];
    for (int r = 0; r < count; r++) {
      int perDoubling = coarsestFirst.get(r);
      shifts[feature][r] = Bins.shift(perDoubling);
      seeds[feature][r] = TextHash.mix(names[feature] + perDoubling * STEP);
    }
  }

  /**
   * The ids of an event, and its values as they are; what {@code out} held before is cleared.
   *
   * @param values not copied: they stay with {@code out}
   */
  public void encode(float[] values, FeatureVector out) {
    length = 0;
    rawNumbers = 0;
    for (int i = 0; i < size; i++) {
      if (kinds[i] == Kind.NUMBER) {
        number(i, values[i]);
      } else if (kinds[i] == Kind.TOKEN) {
        token(i, values[i]);
      }
    }
    mix(tokens, length);
    for (int cross : crosses) {
      cross(cross);
    }
    for (int i = 0; i < rawNumbers; i++) {
      tokens[rawPositions[i]] = names[features[rawPositions[i]]];
    }
    out.clear();
    for (int i = 0; i < length; i++) {
      out.add((int) (tokens[i] >>> shift), weights[i], features[i]);
    }
    out.plain(values);
  }

  /** How many ids the last vector has. */
  public int length() {
    return length;
  }

  /** The feature that the element at this position of the last vector came from. */
  public int feature(int position) {
    return features[position];
  }

  private void number(int feature, float value) {
    coarsest[feature] = length;
    if (Float.isNaN(value)) {
      add(feature, ~names[feature], 1);
      return;
    }
    int scale = Bins.scale(value);
    int[] shiftOf = shifts[feature];
    long[] seedOf = seeds[feature];
    for (int r = 0; r < shiftOf.length; r++) {
      add(feature, seedOf[r] + (scale >> shiftOf[r]) * STEP, 1);
    }
    if (raw[feature]) {
      // Where it has no bins, crosses take the hash of one; its own id takes that place at last.
      rawPositions[rawNumbers++] = length;
      add(
          feature,
          names[feature] + (scale >> Bins.shift(1)) * STEP,
          Math.max(-RAW_LIMIT, Math.min(RAW_LIMIT, value)));
    }
  }

  private void token(int feature, float value) {
    coarsest[feature] = length;
    add(feature, Float.isNaN(value) ? ~names[feature] : names[feature] + (int) value * STEP, 1);
  }

  private void cross(int feature) {
    coarsest[feature] = length;
    long token = names[feature];
    for (int member : members[feature]) {
      token = TextHash.mix(token + STEP) ^ tokens[coarsest[member]];
    }
    add(feature, TextHash.mix(token), 1);
  }

  private void add(int feature, long token, float weight) {
    features[length] = feature;
    tokens[length] = token;
    weights[length++] = weight;
  }

  private static void mix(long[] tokens, int length) {
    for (int i = 0; i < length; i++) {
      tokens[i] = TextHash.mix(tokens[i]);
    }
  }

  private static Binning binning(FeatureSpec feature) {
    if (feature instanceof FeatureSpec.Number number) {
      return number.binning();
    }
    return feature instanceof FeatureSpec.History history ? history.binning() : null;
  }
}
