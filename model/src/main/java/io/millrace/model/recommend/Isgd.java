package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Incremental matrix factorization by stochastic gradient descent, on positive feedback only: a
 * vector a user and a vector an item, both moved so that their product nears 1 for what was taken.
 *
 * <p>The reference baseline, not of the shipped pipeline: it is the one generator that keeps a
 * vector per user, so its memory grows with the users, up to a bound. Cost: O(factors) an event,
 * O(items * factors) a question.
 *
 * <p>Drawn around 0 a new user's order is chance. Drawn narrowly around {@code start} above 0 every
 * product of new vectors is about the same, and the items that many took come first until the
 * user's own events say more.
 *
 * <p>J. Vinagre, A. M. Jorge, J. Gama, Fast incremental matrix factorization for recommendation
 * with positive-only feedback, UMAP 2014, algorithm 2.
 */
final class Isgd implements Generator {
  private final GeneratorConfig.Isgd config;
  private final SeededRandom random;
  private final UserSlots slots;
  private final Vectors users;
  private final Vectors items;

  Isgd(GeneratorConfig.Isgd config) {
    this.config = config;
    random = new SeededRandom(config.seed());
    slots = new UserSlots(config.users());
    users = new Vectors(config.factors(), config.start(), config.spread());
    items = new Vectors(config.factors(), config.start(), config.spread());
  }

  @Override
  public void score(Query query, Scores out) {
    int slot = slots.find(query.user());
    if (slot < 0) {
      return;
    }
    float[] user = users.copy(slot);
    for (int item = 0; item < items.count(); item++) {
      // Of an item that nobody took yet the vector says nothing.
      if (query.catalogue().events(item) > 0) {
        // The order of nearness to 1 from below is the order of the product; scores are positive.
        out.add(item, Math.max(0, 1 + items.dot(item, user)));
      }
    }
  }

  @Override
  public void learn(Query past, int item, float weight) {
    int before = slots.find(past.user());
    int slot = slots.take(past.user());
    if (before < 0 && slot < users.count()) {
      users.draw(slot, random);
    }
    users.reserve(slot + 1, random);
    items.reserve(item + 1, random);
    float rate = (float) config.rate() * weight;
    float decay = (float) config.regularization();
    for (int i = 0; i < config.iterations(); i++) {
      float error = 1 - items.dot(item, users.copy(slot));
      step(slot, item, rate, error, decay);
    }
  }

  private void step(int slot, int item, float rate, float error, float decay) {
    float[] p = users.values();
    float[] q = items.values();
    int user = users.at(slot);
    int of = items.at(item);
    for (int f = 0; f < config.factors(); f++) {
      p[user + f] += rate * (error * q[of + f] - decay * p[user + f]);
      // As published: the item's step sees the user's vector after its own.
      q[of + f] += rate * (error * p[user + f] - decay * q[of + f]);
    }
  }

  @Override
  public void renumber(int[] to) {
    items.renumber(to);
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(random.state());
    slots.write(out);
    users.write(out);
    items.write(out);
  }

  @Override
  public void read(StateReader in) {
    random.reset(in.getLong());
    slots.read(in);
    users.read(in);
    items.read(in);
  }
}
