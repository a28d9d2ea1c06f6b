package io.millrace.model.recommend;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks a recommender, with scratch of its own: one an owner, as many as there are threads. Each
 * question reads the model, so it must not learn meanwhile.
 */
public final class Asker {
  private final Catalogue catalogue;
  private final Descriptions descriptions;
  private final Generator[] generators;
  private final Blend blend;
  private final List<String> kinds;
  private final Query query;
  private final Candidates candidates;
  private Ranked list = new Ranked(0);
  private int length = -1;

  Asker(
      RecommenderConfig config,
      Catalogue catalogue,
      Descriptions descriptions,
      Generator[] generators,
      Blend blend) {
    this.catalogue = catalogue;
    this.descriptions = descriptions;
    this.generators = generators;
    this.blend = blend;
    kinds = config.generators().stream().map(GeneratorConfig::kind).toList();
    query = new Query(catalogue);
    candidates = new Candidates(generators.length, config.blend().candidates());
  }

  /**
   * The best items for a user.
   *
   * @param k at most so many; fewer where the model knows of no more that may be listed
   */
  public Listed recommend(UserView view, int k) {
    query.of(view);
    ask(k);
    return listed();
  }

  /**
   * The same, each item with what it is listed for.
   *
   * @param k at most so many
   */
  public List<Suggestion> suggest(UserView view, int k) {
    query.of(view);
    ask(k);
    List<Suggestion> suggestions = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      int item = list.item(i);
      int strongest = strongest(i);
      int place = strongest < 0 ? -1 : generators[strongest].because(query, item);
      ItemDescription about = descriptions.of(catalogue.id(item));
      int because = place < 0 ? -1 : query.item(place);
      suggestions.add(
          new Suggestion(
              catalogue.text(item),
              catalogue.id(item),
              about.title(),
              about.price(),
              list.score(i),
              strongest < 0 ? "" : kinds.get(strongest),
              because < 0 ? "" : catalogue.text(because),
              because < 0 ? "" : descriptions.of(catalogue.id(because)).title()));
    }
    return suggestions;
  }

  /** Takes over the question; whether that item is known and may be listed. */
  boolean prepare(UserView view, int item) {
    query.of(view);
    return item >= 0 && !query.excludes(item);
  }

  /** Answers the question taken over. */
  void ask(int k) {
    if (k != length) {
      list = new Ranked(k);
      length = k;
    }
    candidates.fill(query, generators);
    blend.rank(candidates, list);
  }

  Query query() {
    return query;
  }

  Candidates candidates() {
    return candidates;
  }

  /** How many items the list has. */
  int size() {
    return list.size();
  }

  /** The item at a place of the list, from 0. */
  int item(int place) {
    return list.item(place);
  }

  /** The generator that speaks most for the item at a place of the list; -1 where none named it. */
  int strongest(int place) {
    return blend.strongest(
        candidates,
        candidates.indexOf(list.item(place)),
        generators.length,
        Candidates.experience(query));
  }

  /** The place of an item in the list, from 1; 0 where it is not listed. */
  int rankOf(int item) {
    for (int i = 0; i < list.size(); i++) {
      if (list.item(i) == item) {
        return i + 1;
      }
    }
    return 0;
  }

  Listed listed() {
    String[] texts = new String[list.size()];
    long[] ids = new long[list.size()];
    float[] scores = new float[list.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = catalogue.text(list.item(i));
      ids[i] = catalogue.id(list.item(i));
      scores[i] = list.score(i);
    }
    return new Listed(texts, ids, scores);
  }
}
