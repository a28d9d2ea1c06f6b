package io.millrace.model.recommend;

import io.millrace.model.feature.TextHash;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is like what the user took, by categories alone: an item nobody took yet can be named. The
 * likeness of two items is the sum over shared categories g of {@code idf(g)^2 / sqrt(|i| |j|)},
 * {@code idf(g) = ln(1 + N / n_g)}, N being the items with categories, n_g those of g, |i| how many
 * categories i has. The score of c is the sum over the last items j, at distance p, of {@code
 * fade^p w_j likeness(j, c)}, times {@code (1 + n_c)^popular}, n_c being the summed weight of its
 * events, times {@code 2^(-age / half_life)} where that is set, age being the time since c was
 * announced or first taken.
 *
 * <p>Cost: O(categories) a notice, or O(items of them) where one has others than before; O(1) an
 * event; O(items that share a category with the last) a question; about 60 bytes an item and
 * category. Blind to items without categories, and to what users took together.
 *
 * <p>G. Salton, C. Buckley, Term-weighting approaches in automatic text retrieval, Information
 * Processing &amp; Management 24 (1988); for items without events A. I. Schein, A. Popescul, L. H.
 * Ungar, D. M. Pennock, Methods and metrics for cold-start recommendations, SIGIR 2002.
 */
final class Content implements Generator {
  private static final int[] NONE = {};
  private static final float FAINTEST = -60;

  private final float[] fades;
  private final int mostEvents;
  private final float halfLife;
  private final Discount popular;

  // Of each item the numbers of its categories; of each category its fingerprint and its items.
  private int[][] categories = new int[64][];
  private int items;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Long> fingerprints = new ArrayList<>();
  private final List<Members> members = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>(); // Numbers of no category any more.
  private int described;

  /** The items of a category, in no order that means anything. */
  private static final class Members {
    private int[] items = new int[4];
    private int size;

    void add(int item) {
      if (size == items.length) items = Arrays.copyOf(items, size * 2);
      items[size++] = item;
    }

    void remove(int item) {
      for (int i = 0; i < size; i++) {
        if (items[i] == item) {
          items[i] = items[--size];
          return;
        }
      }
    }
  }

  Content(GeneratorConfig.Content config) {
    fades = Powers.of(config.fade(), config.last());
    mostEvents = config.mostEvents();
    halfLife = config.halfLife().toMillis();
    popular = new Discount(-config.popular(), 1);
  }

  @Override
  public void describe(int item, List<String> said) {
    long[] of = said.stream().mapToLong(TextHash::of).distinct().toArray();
    describe(item, of);
  }

  private void describe(int item, long[] of) {
    if (Arrays.equals(of, fingerprints(item))) return;
    forget(item);
    if (of.length == 0) return;
    place(item, of);
    popular.count(item, 0);
  }

  private void place(int item, long[] of) {
    if (item >= categories.length) categories = Arrays.copyOf(categories, item * 2);
    items = Math.max(items, item + 1);
    categories[item] = new int[of.length];
    for (int i = 0; i < of.length; i++) {
      int category = numbers.computeIfAbsent(of[i], this::number);
      categories[item][i] = category;
      members.get(category).add(item);
    }
    described++;
  }

  private int number(long fingerprint) {
    if (!free.isEmpty()) {
      int number = free.pop();
      fingerprints.set(number, fingerprint);
      return number;
    }
    fingerprints.add(fingerprint);
    members.add(new Members());
    return members.size() - 1;
  }

  private void forget(int item) {
    int[] before = categories(item);
    if (before.length == 0) return;
    for (int category : before) {
      members.get(category).remove(item);
      if (members.get(category).size == 0) drop(category);
    }
    categories[item] = null;
    described--;
  }

  /** How many numbers of categories there are, free ones among them. */
  int numbered() {
    return members.size();
  }

  private void drop(int category) {
    numbers.remove(fingerprints.get(category));
    members.set(category, new Members());
    free.push(category);
  }

  private int[] categories(int item) {
    return item < items && categories[item] != null ? categories[item] : NONE;
  }

  @Override
  public void score(Query query, Scores out) {
    if (described == 0) return;
    Scores profile = query.scratch(members.size());
    int last = Math.min(query.size(), fades.length);
    for (int p = 0; p < last; p++) {
      int[] of = categories(query.item(p));
      float part = fades[p] * query.weight(p) / (float) Math.sqrt(of.length);
      for (int category : of) profile.add(category, part);
    }
    long additions = 0;
    for (int i = 0; i < profile.count(); i++) {
      additions += members.get(profile.touched(i)).size;
    }
    out.expect(additions);
    for (int i = 0; i < profile.count(); i++) {
      int category = profile.touched(i);
      addMembers(query, category, profile.get(category) * squaredIdf(category), out);
    }
  }

  private void addMembers(Query query, int category, float part, Scores out) {
    Members all = members.get(category);
    for (int i = 0; i < all.size; i++) {
      int item = all.items[i];
      if (query.catalogue().events(item) <= mostEvents) {
        float factor = popular.of(item) / (float) Math.sqrt(categories[item].length);
        if (halfLife > 0) factor *= freshness(query, item);
        out.add(item, part * factor);
      }
    }
  }

  private float freshness(Query query, int item) {
    long age = Math.max(0, query.now() - query.catalogue().firstSeen(item));
    return LastItemFactors.exp2(Math.max(FAINTEST, -age / halfLife));
  }

  private float squaredIdf(int category) {
    float idf = (float) StrictMath.log1p((double) described / members.get(category).size);
    return idf * idf;
  }

  @Override
  public int because(Query query, int item) {
    int last = Math.min(query.size(), fades.length);
    int[] of = categories(item);
    int best = -1;
    float most = 0;
    for (int p = 0; p < last; p++) {
      int[] others = categories(query.item(p));
      float shared = 0;
      for (int category : others) {
        for (int own : of) shared += own == category ? squaredIdf(category) : 0;
      }
      float part = fades[p] * query.weight(p) * shared / (float) Math.sqrt(others.length);
      if (part > most) {
        most = part;
        best = p;
      }
    }
    return best;
  }

  @Override
  public void learn(Query past, int item, float weight) {
    popular.count(item, weight);
  }

  @Override
  public void renumber(int[] to) {
    long[][] before = new long[items][];
    for (int item = 0; item < items; item++) before[item] = fingerprints(item);
    clear();
    for (int item = 0; item < before.length; item++) {
      if (to[item] >= 0 && before[item].length > 0) place(to[item], before[item]);
    }
    popular.renumber(to);
  }

  private long[] fingerprints(int item) {
    return Arrays.stream(categories(item)).mapToLong(fingerprints::get).toArray();
  }

  private void clear() {
    categories = new int[64][];
    items = 0;
    described = 0;
    numbers.clear();
    fingerprints.clear();
    members.clear();
    free.clear();
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(items);
    for (int item = 0; item < items; item++) out.putLongs(fingerprints(item));
    popular.write(out);
  }

  @Override
  public void read(StateReader in) {
    clear();
    int count = in.getInt();
    for (int item = 0; item < count; item++) {
      long[] of = in.getLongs();
      if (of.length > 0) place(item, of);
    }
    popular.read(in);
  }
}
