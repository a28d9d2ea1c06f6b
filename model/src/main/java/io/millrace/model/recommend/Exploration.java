package io.millrace.model.recommend;

/**
 * Epsilon-greedy, place by place: each place of a list is, with probability {@code share} and on
 * its own, given to an item drawn from those that come next after the list. No item is drawn twice.
 *
 * <p>So the item that belongs to a place is there with probability {@code 1 - share}, and each of
 * the {@code n} that come next is there with probability {@code share / n}, exactly (to within
 * 2^-32 of it: the bias of a draw). Where fewer items come next than the list is long, only so many
 * of its last places are open; the items before them have probability 1.
 *
 * <p>What is drawn follows from the seed and from the activity that the list answers: its user, its
 * item and its time. A replay, an audit and another instance draw the same.
 *
 * <p>O(places + pool) a list. J. Langford, T. Zhang, The epoch-greedy algorithm for contextual
 * multi-armed bandits, NIPS 2007; places explored on their own, so that each propensity is known:
 * L. Li, S. Chen, J. Kleban, A. Gupta, Counterfactual estimation and optimization of click metrics
 * in search engines, WWW 2015.
 */
final class Exploration {
  private final ExplorationConfig config;
  private final int[] deck;
  private int[] ranks = new int[0];

  Exploration(ExplorationConfig config) {
    this.config = config;
    deck = new int[config.pool()];
  }

  /** How many items are to be ranked for a list of that length. */
  int ranked(int k) {
    return k + config.pool();
  }

  /**
   * Gives each place of a list its item.
   *
   * @param after what the user's history says, the activity included
   * @param k at most so many places
   * @param ranked how many items there are to list, best first; no more than {@link #ranked}
   * @return the chances that the places had; their items are {@link #rank}
   */
  Propensities draw(UserView after, int k, int ranked) {
    int places = Math.min(k, ranked);
    int pool = ranked - places;
    int firstOpen = places - Math.min(places, pool);
    if (ranks.length < places) ranks = new int[places];
    float[] values = new float[places];
    boolean[] drawn = new boolean[places];
    SeededRandom random = random(after);
    for (int i = 0; i < pool; i++) deck[i] = places + i;
    int used = 0;
    for (int place = 0; place < places; place++) {
      boolean open = place >= firstOpen;
      drawn[place] = open && random.uniform() < config.share();
      if (drawn[place]) {
        int at = used + random.below(pool - used);
        ranks[place] = deck[at];
        deck[at] = deck[used++];
        values[place] = (float) (config.share() / pool);
      } else {
        ranks[place] = place;
        values[place] = open ? (float) (1 - config.share()) : 1;
      }
    }
    return new Propensities(values, drawn);
  }

  /** The rank, from 0, of the item at a place of the list drawn last. */
  int rank(int place) {
    return ranks[place];
  }

  private SeededRandom random(UserView after) {
    long item = after.recent().length == 0 ? 0 : after.recent()[0];
    long ofUser = new SeededRandom(config.seed() ^ after.user()).next();
    long ofItem = new SeededRandom(ofUser ^ item).next();
    return new SeededRandom(ofItem ^ after.time());
  }
}
