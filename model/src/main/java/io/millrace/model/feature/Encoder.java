package io.millrace.model.feature;

import io.millrace.model.learner.FeatureVector;
import java.util.ArrayList;
import java.util.List;

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
 * <p>No allocation, about 3 ns an id. Not thread-safe: one per thread.
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

  /** [feature]: hash of its coarsest bin in this event, for crosses. */
  private final long[] tokens;

  private final int[] features;
  private int length;

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
    tokens = new long[size];
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
      most += binning == null ? 1 : binning.perDoubling().size() + 1;
    }
    features = new int[most];
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

  /** The ids of an event; what {@code out} held before is cleared. */
  public void encode(float[] values, FeatureVector out) {
    out.clear();
    length = 0;
    for (int i = 0; i < size; i++) {
      switch (kinds[i]) {
        case NUMBER -> number(i, values[i], out);
        case TOKEN -> token(i, values[i], out);
        case CROSS -> {
          // After all others, so that every member has its token.
        }
      }
    }
    for (int i = 0; i < size; i++) {
      if (kinds[i] == Kind.CROSS) {
        cross(i, out);
      }
    }
  }

  /** How many ids the last vector has. */
  public int length() {
    return length;
  }

  /** The feature that the element at this position of the last vector came from. */
  public int feature(int position) {
    return features[position];
  }

  private void number(int feature, float value, FeatureVector out) {
    if (Float.isNaN(value)) {
      missing(feature, out);
      return;
    }
    int scale = Bins.scale(value);
    int[] shiftOf = shifts[feature];
    long[] seedOf = seeds[feature];
    for (int r = 0; r < shiftOf.length; r++) {
      long token = TextHash.mix(seedOf[r] + (scale >> shiftOf[r]) * STEP);
      if (r == 0) {
        tokens[feature] = token;
      }
      add(feature, token, 1, out);
    }
    if (raw[feature]) {
      if (shiftOf.length == 0) {
        tokens[feature] = TextHash.mix(names[feature] + (scale >> Bins.shift(1)) * STEP);
      }
      float clamped = Math.max(-RAW_LIMIT, Math.min(RAW_LIMIT, value));
      add(feature, names[feature], clamped, out);
    }
  }

  private void token(int feature, float value, FeatureVector out) {
    if (Float.isNaN(value)) {
      missing(feature, out);
      return;
    }
    tokens[feature] = TextHash.mix(names[feature] + (int) value * STEP);
    add(feature, tokens[feature], 1, out);
  }

  private void missing(int feature, FeatureVector out) {
    tokens[feature] = TextHash.mix(~names[feature]);
    add(feature, tokens[feature], 1, out);
  }

  private void cross(int feature, FeatureVector out) {
    long token = names[feature];
    for (int member : members[feature]) {
      token = TextHash.mix(token + STEP) ^ tokens[member];
    }
    tokens[feature] = TextHash.mix(token);
    add(feature, tokens[feature], 1, out);
  }

  private void add(int feature, long token, float value, FeatureVector out) {
    features[length++] = feature;
    out.add((int) (token >>> shift), value);
  }

  private static Binning binning(FeatureSpec feature) {
    if (feature instanceof FeatureSpec.Number number) {
      return number.binning();
    }
    return feature instanceof FeatureSpec.History history ? history.binning() : null;
  }
}
