package io.millrace.model.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
  private final Exploration exploration;
  private final MarginalRelevance diversity;
  private Ranked list = new Ranked(0);
  private Ranked best = list;
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
    diversity =
        config.diversity().matters()
            ? new MarginalRelevance(config.diversity(), catalogue, descriptions, generators)
            : null;
    query = new Query(catalogue);
    candidates = new Candidates(generators.length, config.blend().candidates());
    exploration = config.exploration() == null ? null : new Exploration(config.exploration());
  }

  /**
   * The best items for a user.
   *
   * @param k at most so many; fewer where the generators, each with its candidates, name fewer that
   *     may be listed
   */
  public Listed recommend(UserView view, int k) {
    query.of(view);
    ask(k);
    return listed();
  }

  /**
   * The list that the user is shown after an activity: where the settings say so, some of its
   * places are given to chance.
   *
   * @param after what the user's history says, the activity included
   * @param k at most so many
   */
  public Listed show(UserView after, int k) {
    if (exploration == null) return recommend(after, k);
    Propensities chances = draw(after, k);
    return listed(ranks(chances), chances);
  }

  /**
   * As {@link #recommend}, each item with what it is listed for.
   *
   * @param k at most so many
   */
  public List<Suggestion> suggest(UserView view, int k) {
    query.of(view);
    ask(k);
    List<Suggestion> suggestions = new ArrayList<>(list.size());
    for (int rank = 0; rank < list.size(); rank++) suggestions.add(suggestion(rank, 0, false));
    return suggestions;
  }

  /**
   * As {@link #show}, each item with what it is listed for.
   *
   * @param k at most so many
   */
  public List<Suggestion> suggestToShow(UserView after, int k) {
    if (exploration == null) return suggest(after, k);
    Propensities chances = draw(after, k);
    List<Suggestion> suggestions = new ArrayList<>(k);
    for (int place = 0; place < chances.values().length; place++) {
      suggestions.add(
          suggestion(exploration.rank(place), chances.values()[place], chances.drawn()[place]));
    }
    return suggestions;
  }

  private Propensities draw(UserView after, int k) {
    query.of(after);
    ask(exploration.ranked(k));
    return exploration.draw(after, k, list.size());
  }

  private int[] ranks(Propensities chances) {
    return IntStream.range(0, chances.values().length).map(exploration::rank).toArray();
  }

  private Suggestion suggestion(int rank, float propensity, boolean drawn) {
    int item = list.item(rank);
    int strongest = strongest(rank);
    int place = strongest < 0 ? -1 : generators[strongest].because(query, item);
    ItemDescription about = descriptions.of(catalogue.id(item));
    int because = place < 0 ? -1 : query.item(place);
    return new Suggestion(
        catalogue.text(item),
        catalogue.id(item),
        about.title(),
        about.price(),
        list.score(rank),
        strongest < 0 ? "" : kinds.get(strongest),
        because < 0 ? "" : catalogue.text(because),
        because < 0 ? "" : descriptions.of(catalogue.id(because)).title(),
        propensity,
        drawn);
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
      best = diversity == null ? list : new Ranked(diversity.needs(k));
      length = k;
    }
    candidates.fill(query, generators);
    blend.rank(candidates, best);
    if (diversity != null) diversity.order(best, list);
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
    return listed(IntStream.range(0, list.size()).toArray(), Propensities.NONE);
  }

  private Listed listed(int[] ranks, Propensities chances) {
    String[] texts = new String[ranks.length];
    long[] ids = new long[ranks.length];
    float[] scores = new float[ranks.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = catalogue.text(list.item(ranks[i]));
      ids[i] = catalogue.id(list.item(ranks[i]));
      scores[i] = list.score(ranks[i]);
    }
    return new Listed(texts, ids, scores, chances);
  }
}
