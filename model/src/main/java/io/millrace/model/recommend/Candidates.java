package io.millrace.model.recommend;

import java.util.Arrays;

/**
 * The union of what the generators name best for one question, and for each of these items what
 * every generator says of it, as features of the blend. Scratch of the one who asks.
 *
 * <p>Features of an item, each twice, plain and times {@code log1p(items had) / 3 - 1}, so that the
 * blend may trust other generators for long histories than for short ones: a generator, the
 * logarithm of the score's share of the generator's best score and how high the generator ranks it;
 * of the item, the logarithms of its events, its age and the time since its last event.
 */
final class Candidates {
  static final int PER_GENERATOR = 2;
  private static final int OF_ITEM = 3;

  /** Log2 of the smallest share of the best score that is told apart from none. */
  private static final float FAINTEST = -8;

  private static final float NOTHING = 0x1p-30f;
  private static final float DAY = 86.4e6f;
  private static final float HOUR = 3.6e6f;

  private final int plain;
  private final Scores[] scores;
  private final Ranked[] best;
  private final int[] items;
  private final float[] features;

  /** When the user last had the candidate; the model may not have learnt it yet. */
  private final long[] had;

  private int size;
  private int[] places = new int[0];
  private int[] asked = new int[0];
  private int question;

  /**
   * @param each how many items each generator may name
   */
  Candidates(int generators, int each) {
    plain = PER_GENERATOR * generators + OF_ITEM;
    scores = new Scores[generators];
    best = new Ranked[generators];
    for (int g = 0; g < generators; g++) {
      scores[g] = new Scores();
      best[g] = new Ranked(each);
    }
    items = new int[generators * each];
    had = new long[items.length];
    features = new float[items.length * width()];
  }

  /** How many features an item has with that many generators. */
  static int width(int generators) {
    return 2 * (PER_GENERATOR * generators + OF_ITEM);
  }

  int width() {
    return 2 * plain;
  }

  int size() {
    return size;
  }

  int item(int candidate) {
    return items[candidate];
  }

  /** The features of all, one candidate after the other. */
  float[] features() {
    return features;
  }

  /** The candidate that is the item, -1 if none is. */
  int indexOf(int item) {
    return item < asked.length && asked[item] == question ? places[item] : -1;
  }

  /** What one generator says of a candidate; 0 where it says nothing. */
  float said(int candidate, int generator) {
    return scores[generator].get(items[candidate]);
  }

  /** How often the activity of a candidate has doubled: log2(1 + events), to within 0.01. */
  float doublings(int candidate) {
    return (features[candidate * width() + plain - OF_ITEM] + 1) * 8;
  }

  /**
   * How much more a candidate has of a feature of a generator than if that generator were silent.
   *
   * @param feature of the generator, from 0
   */
  float gained(int candidate, int generator, int feature) {
    int at = PER_GENERATOR * generator + feature;
    float absent = feature == 0 ? FAINTEST / 4 : 0;
    return features[candidate * width() + at] - absent;
  }

  void fill(Query query, Generator[] generators) {
    begin(query.catalogue().size());
    for (int g = 0; g < generators.length; g++) {
      generators[g].score(query, scores[g].begin(query.catalogue().size()));
      scores[g].top(query, best[g]);
      for (int rank = 0; rank < best[g].size(); rank++) {
        add(best[g].item(rank));
      }
    }
    Arrays.fill(features, 0, size * width(), 0);
    for (int g = 0; g < generators.length; g++) {
      if (best[g].size() > 0) {
        describeGenerator(g);
      }
    }
    Arrays.fill(had, 0, size, Long.MIN_VALUE);
    for (int place = 0; place < query.size(); place++) {
      int c = indexOf(query.item(place));
      if (c >= 0) {
        had[c] = query.time(place);
      }
    }
    float experience = experience(query);
    for (int c = 0; c < size; c++) {
      describeItem(c, query);
      int at = c * width();
      for (int f = 0; f < plain; f++) {
        features[at + plain + f] = features[at + f] * experience;
      }
    }
  }

  /** What features are times for the blend to tell long histories from short ones. */
  static float experience(Query query) {
    return (float) (StrictMath.log1p(query.had()) / 3 - 1);
  }

  private void begin(int known) {
    if (asked.length < known) {
      asked = new int[known * 2];
      places = new int[known * 2];
      question = 0;
    }
    question++;
    size = 0;
  }

  private void add(int item) {
    if (asked[item] != question) {
      asked[item] = question;
      places[item] = size;
      items[size++] = item;
    }
  }

  private void describeGenerator(int g) {
    float top = best[g].score(0);
    for (int c = 0; c < size; c++) {
      float share = scores[g].get(items[c]) / top;
      features[c * width() + PER_GENERATOR * g] = Math.max(FAINTEST, log2(share + NOTHING)) / 4;
    }
    for (int rank = 0; rank < best[g].size(); rank++) {
      int at = places[best[g].item(rank)] * width() + PER_GENERATOR * g;
      features[at + 1] = 1 / (1 + rank / 5f);
    }
  }

  private void describeItem(int c, Query query) {
    Catalogue catalogue = query.catalogue();
    int item = items[c];
    int at = c * width() + plain - OF_ITEM;
    float age = Math.max(0, query.now() - catalogue.firstSeen(item)) / DAY;
    float silence = Math.max(0, query.now() - Math.max(catalogue.lastSeen(item), had[c])) / HOUR;
    features[at] = log2(1 + catalogue.events(item)) / 8 - 1;
    features[at + 1] = log2(1 + age) / 8 - .5f;
    features[at + 2] = log2(1 + silence) / 8 - .5f;
  }

  /** Binary logarithm to within 0.01 of a number above 0; the same bits on every machine. */
  static float log2(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits >>> 23) - 127;
    float mantissa = Float.intBitsToFloat(bits & 0x7FFFFF | 0x3F800000) - 1;
    return exponent + mantissa * (1.3465f - 0.3465f * mantissa);
  }
}
