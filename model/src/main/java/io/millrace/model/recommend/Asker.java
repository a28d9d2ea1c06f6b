package io.millrace.model.recommend;

/**
 * Asks a recommender, with scratch of its own: one an owner, as many as there are threads. Each
 * question reads the model, so it must not learn meanwhile.
 */
public final class Asker {
  private final Catalogue catalogue;
  private final Generator[] generators;
  private final Blend blend;
  private final Query query;
  private final Candidates candidates;
  private Ranked list = new Ranked(0);
  private int length = -1;

  Asker(RecommenderConfig config, Catalogue catalogue, Generator[] generators, Blend blend) {
    this.catalogue = catalogue;
    this.generators = generators;
    this.blend = blend;
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
