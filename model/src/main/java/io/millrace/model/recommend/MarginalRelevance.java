package io.millrace.model.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maximal marginal relevance: a list is filled with one item after the other, each the one of most
 * {@code mmr * relevance - (1 - mmr) * likeness to the likest item listed before}. Relevance is the
 * score's place between the least and the best of those that are put in order, 0 to 1. Two items
 * whose categories are known are as like as the cosine of these; two others as what users took
 * together says, 0 where no generator keeps that.
 *
 * <p>The first items of a longer list are a shorter one. Scratch of the one who asks. Cost:
 * O(length * among) likenesses a list.
 *
 * <p>J. Carbonell, J. Goldstein, The use of MMR, diversity-based reranking for reordering documents
 * and producing summaries, SIGIR 1998, 2.
 */
final class MarginalRelevance {
  private final Diversity settings;
  private final Catalogue catalogue;
  private final Descriptions descriptions;
  private final Generator[] generators;
  private final List<List<String>> categories = new ArrayList<>();
  private final float[] relevance;
  private final float[] likest;

  MarginalRelevance(
      Diversity settings, Catalogue catalogue, Descriptions descriptions, Generator[] generators) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.descriptions = descriptions;
    this.generators = generators;
    relevance = new float[settings.among()];
    likest = new float[settings.among()];
  }

  /** How many of the best items it needs for a list of that length. */
  int needs(int length) {
    return Math.max(length, settings.among());
  }

  /**
   * @param best by score, best first
   * @param out takes as many as it has room for
   */
  void order(Ranked best, Ranked out) {
    out.clear();
    int count = Math.min(best.size(), settings.among());
    look(best, count);
    for (int listed = 0; listed < count && out.hasRoom(); listed++) {
      int next = next(count);
      out.append(best.item(next), best.score(next));
      relevance[next] = Float.NaN; // Listed.
      for (int i = 0; i < count; i++) {
        if (!Float.isNaN(relevance[i])) {
          likest[i] = Math.max(likest[i], likeness(best, i, next));
        }
      }
    }
    for (int i = count; i < best.size() && out.hasRoom(); i++) {
      out.append(best.item(i), best.score(i));
    }
  }

  private void look(Ranked best, int count) {
    categories.clear();
    float least = count == 0 ? 0 : best.score(count - 1);
    float range = count == 0 ? 0 : best.score(0) - least;
    for (int i = 0; i < count; i++) {
      categories.add(descriptions.of(catalogue.id(best.item(i))).categories());
      relevance[i] = range > 0 ? (best.score(i) - least) / range : 1;
    }
    Arrays.fill(likest, 0, count, 0);
  }

  /** The one of most marginal relevance that is not listed; of equal ones that of most score. */
  private int next(int count) {
    int next = -1;
    float most = Float.NEGATIVE_INFINITY;
    float weight = (float) settings.mmr();
    for (int i = 0; i < count; i++) {
      float marginal = weight * relevance[i] - (1 - weight) * likest[i];
      if (marginal > most) {
        most = marginal;
        next = i;
      }
    }
    return next;
  }

  private float likeness(Ranked best, int one, int other) {
    List<String> of = categories.get(one);
    List<String> others = categories.get(other);
    if (of.isEmpty() || others.isEmpty()) return together(best.item(one), best.item(other));
    int shared = 0;
    for (String category : of) {
      if (others.contains(category)) shared++;
    }
    return shared / (float) Math.sqrt(of.size() * others.size());
  }

  private float together(int one, int other) {
    float most = 0;
    for (Generator generator : generators) most = Math.max(most, generator.likeness(one, other));
    return most;
  }
}
