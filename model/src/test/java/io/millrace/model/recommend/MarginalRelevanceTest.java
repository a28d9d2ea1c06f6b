package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Maximal marginal relevance")
class MarginalRelevanceTest {
  private static final int ITEMS = 60;
  private static final int AMONG = 40;

  private final Catalogue catalogue = new Catalogue(1000);
  private final Descriptions descriptions = new Descriptions(1000);
  private final float[][] together = new float[ITEMS][ITEMS];
  private final Ranked best = new Ranked(ITEMS);

  /** Says what users took together as the table has it. */
  private final class Pairs implements Generator {
    @Override
    public float likeness(int one, int other) {
      return together[one][other];
    }

    @Override
    public void score(Query query, Scores out) {}

    @Override
    public void learn(Query past, int item, float weight) {}

    @Override
    public void renumber(int[] to) {}

    @Override
    public void write(StateWriter out) {}

    @Override
    public void read(StateReader in) {}
  }

  private void draw(long seed) {
    Random random = new Random(seed);
    for (int item = 0; item < ITEMS; item++) {
      catalogue.count(item + 1, "i" + item, 0);
      Set<String> of = new HashSet<>();
      for (int c = random.nextInt(4); c > 0; c--) of.add("c" + random.nextInt(6));
      descriptions.put(item + 1, new ItemDescription("", List.copyOf(of), Double.NaN));
      for (int other = 0; other < item; other++) {
        together[item][other] = random.nextInt(3) == 0 ? random.nextFloat() : 0;
        together[other][item] = together[item][other];
      }
      best.offer(item, (float) random.nextGaussian());
    }
    best.sort();
  }

  private List<Integer> order(double mmr, int length) {
    Generator[] generators = {new Pairs()};
    Ranked out = new Ranked(length);
    new MarginalRelevance(new Diversity(mmr, AMONG), catalogue, descriptions, generators)
        .order(best, out);
    List<Integer> items = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) items.add(out.item(i));
    return items;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void ordersAsTheDefinitionDoes(long seed) {
    draw(seed);

    assertThat(order(.6, 20)).isEqualTo(naive(.6, 20)).isNotEqualTo(byScore(20));
    assertThat(order(.6, 10)).isEqualTo(order(.6, 20).subList(0, 10));
    assertThat(order(1, 20)).isEqualTo(byScore(20));
    assertThat(order(.6, 50).subList(AMONG, 50)).isEqualTo(byScore(50).subList(AMONG, 50));
  }

  /** Written from the formula. */
  private List<Integer> naive(double mmr, int length) {
    List<Integer> left = new ArrayList<>(byScore(AMONG));
    List<Integer> listed = new ArrayList<>();
    double range = best.score(0) - best.score(AMONG - 1);
    while (listed.size() < length) {
      int chosen = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int item : left) {
        double relevance =
            (best.score(byScore(ITEMS).indexOf(item)) - best.score(AMONG - 1)) / range;
        double likest = listed.stream().mapToDouble(other -> likeness(item, other)).max().orElse(0);
        double marginal = mmr * relevance - (1 - mmr) * likest;
        // Beyond what floats tell apart the order is that of scores.
        if (marginal > most + 1e-6) {
          most = marginal;
          chosen = item;
        }
      }
      listed.add(chosen);
      left.remove((Integer) chosen);
    }
    return listed;
  }

  private double likeness(int one, int other) {
    Set<String> of = new HashSet<>(descriptions.of(one + 1).categories());
    Set<String> others = new HashSet<>(descriptions.of(other + 1).categories());
    if (of.isEmpty() || others.isEmpty()) return together[one][other];
    double sizes = Math.sqrt((double) of.size() * others.size());
    of.retainAll(others);
    return of.size() / sizes;
  }

  private List<Integer> byScore(int count) {
    List<Integer> items = new ArrayList<>();
    for (int i = 0; i < count; i++) items.add(best.item(i));
    return items;
  }

  @Test
  void ofNothingThereIsNothingToOrder() {
    assertThat(order(.5, 10)).isEmpty();
  }
}
