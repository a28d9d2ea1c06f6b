package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * What factor models of the last items have in common: a source vector an item, of which the faded
 * mean of the last items makes the user, so that no vector belongs to a user; a target vector and a
 * bias an item; and a bounded memory of earlier lessons, some of which are learnt again with each.
 * How a lesson moves the targets is the model's own ({@link Pull}).
 *
 * <p>The user from the items: S. Kabbur, X. Ning, G. Karypis, FISM, KDD 2013, 4.
 */
final class LastItemFactors {
  private static final float LOG2_E = 1.442695f;

  /** How a lesson moves the targets. */
  interface Pull {
    /**
     * Moves the targets of the lesson's item and of others, and adds up in {@link #change} where
     * the user is to move.
     *
     * @param lesson the item at {@code at}, the last items after it
     * @param size how many last items
     * @param rate of learning, times the lesson's weight
     */
    void pull(int[] lesson, int at, int size, float rate);
  }

  private final int factors;
  private final int last;
  private final int replay;
  private final float rate;
  private final float decay;
  private final SeededRandom random;
  private final Vectors sources;
  private final Vectors targets;
  private float[] biases = new float[64];
  private final float[] fades;
  // Memory of earlier lessons, a ring: the item, then the last items, -1 where there are fewer.
  private final int[] memory;
  private final int lessons;
  private int remembered;
  private int head;
  private int[] counts = new int[64]; // How many of those lessons are of an item.
  private final float[] user;
  private final float[] change;
  private final int[] context;

  LastItemFactors(FactorsConfig config) {
    factors = config.factors();
    last = config.last();
    replay = config.replay();
    lessons = config.memory();
    rate = (float) config.rate();
    decay = (float) config.regularization();
    random = new SeededRandom(config.seed());
    sources = new Vectors(factors, 0, .1);
    targets = new Vectors(factors, 0, .1);
    fades = Powers.of(config.fade(), last);
    memory = new int[Math.multiplyExact(lessons, last + 1)];
    user = new float[factors];
    change = new float[factors];
    context = new int[last + 1];
  }

  /** The user of the lesson being learnt. */
  float[] user() {
    return user;
  }

  /** Where that user is to move. */
  float[] change() {
    return change;
  }

  Vectors targets() {
    return targets;
  }

  float[] biases() {
    return biases;
  }

  /** The item of one of the earlier lessons, drawn. */
  int drawn() {
    return memory[random.below(remembered) * (last + 1)];
  }

  /** The share of the earlier lessons that are of an item. */
  double share(int item) {
    return counts[item] / (double) remembered;
  }

  void score(Query query, Scores out) {
    float[] asker = new float[factors];
    int size = 0;
    int[] items = new int[last];
    for (int p = 0; p < query.size() && size < last; p++) {
      if (query.item(p) < sources.count()) {
        items[size++] = query.item(p);
      }
    }
    if (size == 0) {
      return;
    }
    mean(items, 0, size, asker);
    for (int item = 0; item < targets.count(); item++) {
      // Of an item that nobody took yet the vectors say nothing.
      if (query.catalogue().events(item) > 0) {
        out.add(item, exp2(LOG2_E * (targets.dot(item, asker) + biases[item])));
      }
    }
  }

  /** 2^x to within 0.3 %, the same bits on every machine: positive, and rising with x. */
  static float exp2(float x) {
    float bounded = Math.max(-60, Math.min(60, x));
    int whole = (int) Math.floor(bounded);
    float rest = bounded - whole;
    return Float.intBitsToFloat(whole + 127 << 23) * (1 + rest * (.6565f + .3435f * rest));
  }

  private void mean(int[] items, int from, int size, float[] out) {
    Arrays.fill(out, 0);
    float sum = 0;
    float[] values = sources.values();
    for (int p = 0; p < size; p++) {
      float fade = fades[p];
      sum += fade;
      int at = sources.at(items[from + p]);
      for (int f = 0; f < factors; f++) {
        out[f] += fade * values[at + f];
      }
    }
    float scale = 1f / sum;
    for (int f = 0; f < factors; f++) {
      out[f] *= scale;
    }
  }

  void learn(Query past, int item, float weight, Pull pull) {
    sources.reserve(item + 1, random);
    targets.reserve(item + 1, random);
    if (biases.length <= item) {
      biases = Arrays.copyOf(biases, Math.max(64, item * 2));
    }
    int width = last + 1;
    int size = 0;
    context[0] = item;
    for (int p = 0; p < past.size() && size < last; p++) {
      if (past.item(p) < sources.count() && past.item(p) != item) {
        context[++size] = past.item(p);
      }
    }
    if (size == 0) {
      return;
    }
    for (int i = size + 1; i < width; i++) {
      context[i] = -1;
    }
    remember(width);
    step(context, 0, weight, pull);
    for (int r = 0; r < replay; r++) {
      step(memory, random.below(remembered) * width, weight, pull);
    }
  }

  private void remember(int width) {
    if (remembered == lessons) counts[memory[head * width]]--;
    System.arraycopy(context, 0, memory, head * width, width);
    count(context[0]);
    head = (head + 1) % lessons;
    remembered = Math.min(remembered + 1, lessons);
  }

  private void count(int item) {
    if (counts.length <= item) counts = Arrays.copyOf(counts, Math.max(64, item * 2));
    counts[item]++;
  }

  private void step(int[] lesson, int at, float weight, Pull pull) {
    int width = last + 1;
    int size = 0;
    while (size + 1 < width && lesson[at + 1 + size] >= 0) {
      size++;
    }
    mean(lesson, at + 1, size, user);
    Arrays.fill(change, 0);
    float step = rate * weight;
    pull.pull(lesson, at, size, step);
    float sum = 0;
    for (int p = 0; p < size; p++) {
      sum += fades[p];
    }
    float[] from = sources.values();
    for (int p = 0; p < size; p++) {
      int source = sources.at(lesson[at + 1 + p]);
      float share = fades[p] / sum;
      for (int f = 0; f < factors; f++) {
        from[source + f] += step * (share * change[f] - decay * share * from[source + f]);
      }
    }
  }

  /** Whether the user of a lesson had an item. */
  static boolean had(int[] lesson, int at, int size, int item) {
    for (int i = at + 1; i <= at + size; i++) {
      if (lesson[i] == item) {
        return true;
      }
    }
    return false;
  }

  void renumber(int[] to) {
    int kept = 0;
    for (int item = 0; item < targets.count(); item++) {
      if (to[item] >= 0) {
        biases[kept++] = biases[item];
      }
    }
    Arrays.fill(biases, kept, targets.count(), 0);
    sources.renumber(to);
    targets.renumber(to);
    int[] before = memory.clone();
    int oldest = remembered < lessons ? 0 : head;
    int held = remembered;
    Arrays.fill(memory, 0);
    remembered = 0;
    for (int i = 0; i < held; i++) {
      remember(before, (oldest + i) % lessons, to);
    }
    head = remembered % lessons;
    countAll();
  }

  /** An earlier lesson without what is forgotten, if its item and one before it are not. */
  private void remember(int[] before, int lesson, int[] to) {
    int width = last + 1;
    int from = lesson * width;
    int at = remembered * width;
    int size = 1;
    for (int p = 1; p < width && before[from + p] >= 0; p++) {
      int item = to[before[from + p]];
      if (item >= 0) {
        memory[at + size++] = item;
      }
    }
    memory[at] = to[before[from]];
    Arrays.fill(memory, at + size, at + width, -1);
    if (memory[at] >= 0 && size > 1) {
      remembered++;
    } else {
      Arrays.fill(memory, at, at + width, 0);
    }
  }

  private void countAll() {
    Arrays.fill(counts, 0);
    for (int i = 0; i < remembered; i++) count(memory[i * (last + 1)]);
  }

  void write(StateWriter out) {
    out.putLong(random.state());
    sources.write(out);
    targets.write(out);
    out.putFloats(Arrays.copyOf(biases, targets.count())).putInts(memory);
    out.putInt(remembered).putInt(head);
  }

  void read(StateReader in) {
    random.reset(in.getLong());
    sources.read(in);
    targets.read(in);
    biases = in.getFloats();
    System.arraycopy(in.getInts(), 0, memory, 0, memory.length);
    remembered = in.getInt();
    head = in.getInt();
    countAll();
  }
}
