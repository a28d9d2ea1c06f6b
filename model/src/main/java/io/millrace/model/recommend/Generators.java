package io.millrace.model.recommend;

/** Makes the generator of its settings. */
final class Generators {
  private Generators() {}

  static Generator create(GeneratorConfig config) {
    if (config instanceof GeneratorConfig.Popularity popularity) {
      return new Popularity(popularity);
    }
    if (config instanceof GeneratorConfig.CoOccurrence coOccurrence) {
      return new CoOccurrence(coOccurrence);
    }
    if (config instanceof GeneratorConfig.Markov markov) {
      return new Markov(markov);
    }
    if (config instanceof GeneratorConfig.UserNeighbours neighbours) {
      return new UserNeighbours(neighbours);
    }
    if (config instanceof GeneratorConfig.Bpr bpr) {
      return new Bpr(bpr);
    }
    if (config instanceof GeneratorConfig.Content content) {
      return new Content(content);
    }
    if (config instanceof GeneratorConfig.Embeddings embeddings) {
      return new Embeddings(embeddings);
    }
    return new Isgd((GeneratorConfig.Isgd) config);
  }
}
