package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * Bayesian personalized ranking, online, with replay, in an item-side form: the user is the mean of
 * the source vectors of the last items, weighed by recency, so that no vector belongs to a user.
 * Each event is learnt against items drawn from recent events (which the user does not have), and
 * with it some earlier ones, drawn from a bounded memory.
 *
 * <p>S. Rendle, C. Freudenthaler, Z. Gantner, L. Schmidt-Thieme, BPR, UAI 2009, 4 and 5; the user
 * from the items as in S. Kabbur, X. Ning, G. Karypis, FISM, KDD 2013, 4.
 */
final class Bpr implements Generator {
  private static final float LOG2_E = 1.442695f;

  private final GeneratorConfig.Bpr config;
  private final int factors;
  private final SeededRandom random;
  private final Vectors sources;
  private final Vectors targets;
  private float[] biases = new float[64];
  private final float[] fades;
  // Memory of earlier lessons, a ring: the item, then the last items, -1 where there are fewer.
  private final int[] memory;
  private int remembered;
  private int head;
  private final float[] user;
  private final float[] change;
  private final int[] context;

  Bpr(GeneratorConfig.Bpr config) {
    this.config = config;
    factors = config.factors();
    random = new SeededRandom(config.seed());
    sources = new Vectors(factors, 0, .1);
    targets = new Vectors(factors, 0, .1);
    fades = Powers.of(config.fade(), config.last());
    memory = new int[config.memory() * (config.last() + 1)];
    user = new float[factors];
    change = new float[factors];
    context = new int[config.last() + 1];
  }

  @Override
  public void score(Query query, Scores out) {
    float[] asker = new float[factors];
    int size = 0;
    int[] items = new int[config.last()];
    for (int p = 0; p < query.size() && size < config.last(); p++) {
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

  @Override
  public void learn(Query past, int item, float weight) {
    sources.reserve(item + 1, random);
    targets.reserve(item + 1, random);
    if (biases.length <= item) {
      biases = Arrays.copyOf(biases, Math.max(64, item * 2));
    }
    int width = config.last() + 1;
    int size = 0;
    context[0] = item;
    for (int p = 0; p < past.size() && size < config.last(); p++) {
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
    System.arraycopy(context, 0, memory, head * width, width);
    head = (head + 1) % config.memory();
    remembered = Math.min(remembered + 1, config.memory());
    step(context, 0, weight);
    for (int r = 0; r < config.replay(); r++) {
      step(memory, random.below(remembered) * width, weight);
    }
  }

  private void step(int[] lesson, int at, float weight) {
    int width = config.last() + 1;
    int item = lesson[at];
    int size = 0;
    while (size + 1 < width && lesson[at + 1 + size] >= 0) {
      size++;
    }
    mean(lesson, at + 1, size, user);
    Arrays.fill(change, 0);
    float rate = (float) config.rate() * weight;
    float decay = (float) config.regularization();
    float[] values = targets.values();
    for (int n = 0; n < config.negatives(); n++) {
      int other = memory[random.below(remembered) * width];
      if (other == item || contains(lesson, at + 1, size, other)) {
        continue;
      }
      double x = targets.dot(item, user) - targets.dot(other, user) + biases[item] - biases[other];
      float gain = (float) (1 / (1 + StrictMath.exp(x)));
      int plus = targets.at(item);
      int minus = targets.at(other);
      for (int f = 0; f < factors; f++) {
        float p = values[plus + f];
        float m = values[minus + f];
        change[f] += gain * (p - m);
        values[plus + f] += rate * (gain * user[f] - decay * p);
        values[minus + f] += rate * (-gain * user[f] - decay * m);
      }
      biases[item] += rate * (gain - decay * biases[item]);
      biases[other] += rate * (-gain - decay * biases[other]);
    }
    float sum = 0;
    for (int p = 0; p < size; p++) {
      sum += fades[p];
    }
    float[] from = sources.values();
    for (int p = 0; p < size; p++) {
      int source = sources.at(lesson[at + 1 + p]);
      float share = fades[p] / sum;
      for (int f = 0; f < factors; f++) {
        from[source + f] += rate * (share * change[f] - decay * share * from[source + f]);
      }
    }
  }

  private static boolean contains(int[] items, int from, int size, int item) {
    for (int i = from; i < from + size; i++) {
      if (items[i] == item) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void renumber(int[] to) {
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
    int oldest = remembered < config.memory() ? 0 : head;
    int lessons = remembered;
    Arrays.fill(memory, 0);
    remembered = 0;
    for (int i = 0; i < lessons; i++) {
      remember(before, (oldest + i) % config.memory(), to);
    }
    head = remembered % config.memory();
  }

  /** An earlier lesson without what is forgotten, if its item and one before it are not. */
  private void remember(int[] before, int lesson, int[] to) {
    int width = config.last() + 1;
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

  @Override
  public void write(StateWriter out) {
    out.putLong(random.state());
    sources.write(out);
    targets.write(out);
    out.putFloats(Arrays.copyOf(biases, targets.count())).putInts(memory);
    out.putInt(remembered).putInt(head);
  }

  @Override
  public void read(StateReader in) {
    random.reset(in.getLong());
    sources.read(in);
    targets.read(in);
    biases = in.getFloats();
    System.arraycopy(in.getInts(), 0, memory, 0, memory.length);
    remembered = in.getInt();
    head = in.getInt();
  }
}
