package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/**
 * k nearest neighbours among users: who took lately what this user took lately, and what else they
 * took. Users are told apart by fingerprints; of each the last different items are kept, in the
 * order of the newest event of each and with its weight, of each item the last users who took it.
 *
 * <p>The likeness of another user v is the sum over shared items j, at distance p in the asker's
 * past, of {@code fade^p w_j / (n_j + shrink)^a}, w_j being the weight of the asker's event, over
 * {@code sqrt} of how many items v has; the score of c is the sum over the k likest v that have c
 * of their likeness times the weight of their newest event of c, over {@code (n_c + shrink)^b}.
 *
 * <p>Cost: O(profile + takers) an event, O(last * takers + neighbours * profile) a question; at
 * most 8 bytes for each item of a user, 4 for each user of an item. A user away for long loses the
 * slot to a new one. Blind to the order in which the neighbours took their items.
 *
 * <p>D. Jannach, M. Ludewig, When recurrent neural networks meet the neighborhood for session-based
 * recommendation, RecSys 2017, 3.2.
 */
final class UserNeighbours implements Generator {
  private static final int SLOT_BITS = 24;
  private static final int SLOT = (1 << SLOT_BITS) - 1;

  private final GeneratorConfig.UserNeighbours config;
  private final float[] fades;
  private final UserSlots users;
  private IntRing[] profiles = new IntRing[64];
  private IntRing[] weights = new IntRing[64]; // Bits of floats, beside the profiles.
  private IntRing[] takers = new IntRing[64];
  private int items;
  private final Discount source;
  private final Discount target;

  UserNeighbours(GeneratorConfig.UserNeighbours config) {
    this.config = config;
    fades = Powers.of(config.fade(), config.last());
    users = new UserSlots(config.users());
    source = new Discount(config.a(), config.shrink());
    target = new Discount(config.b(), config.shrink());
  }

  @Override
  public void score(Query query, Scores out) {
    Ranked likest = likest(query);
    long additions = 0;
    for (int n = 0; n < likest.size(); n++) additions += profiles[likest.item(n)].size();
    out.expect(additions);
    for (int n = 0; n < likest.size(); n++) {
      IntRing profile = profiles[likest.item(n)];
      IntRing weight = weights[likest.item(n)];
      for (int i = 0; i < profile.size(); i++) {
        out.add(profile.get(i), likest.score(n) * Float.intBitsToFloat(weight.get(i)));
      }
    }
    for (int i = 0; i < out.count(); i++) {
      // Beyond those learnt are items that nobody took yet, of which nothing was said.
      if (out.touched(i) < items) out.scale(out.touched(i), target.of(out.touched(i)));
    }
  }

  private Ranked likest(Query query) {
    int self = users.find(query.user());
    Scores likeness = query.scratch(users.size());
    int last = Math.min(query.size(), fades.length);
    likeness.expect(takers(query, last));
    for (int p = 0; p < last; p++) {
      int item = query.item(p);
      if (item < items && takers[item] != null) {
        addTakers(takers[item], fades[p] * query.weight(p) * source.of(item), self, likeness);
      }
    }
    Ranked likest = new Ranked(config.neighbours());
    for (int i = 0; i < likeness.count(); i++) {
      int slot = likeness.touched(i);
      float shared = likeness.get(slot);
      if (shared > 0) {
        double length = Math.sqrt(profiles[slot].size() + config.shrink());
        likest.offer(slot, (float) (shared / length));
      }
    }
    likest.sort();
    return likest;
  }

  private long takers(Query query, int last) {
    long all = 0;
    for (int p = 0; p < last; p++) {
      int item = query.item(p);
      all += item < items && takers[item] != null ? takers[item].size() : 0;
    }
    return all;
  }

  private void addTakers(IntRing ring, float gain, int self, Scores likeness) {
    for (int i = 0; i < ring.size(); i++) {
      int slot = ring.get(i) & SLOT;
      if (slot != self && ring.get(i) == noted(slot)) {
        likeness.add(slot, gain);
      }
    }
  }

  /** A slot with the low bits of its epoch: unequal to what was noted under another user. */
  private int noted(int slot) {
    return users.epoch(slot) << SLOT_BITS | slot;
  }

  @Override
  public void learn(Query past, int item, float weight) {
    reserve(item + 1);
    source.count(item, weight);
    target.count(item, weight);
    int before = users.find(past.user());
    int slot = users.take(past.user());
    reserveProfile(slot);
    if (before < 0) {
      profiles[slot].clear();
      weights[slot].clear();
    }
    touch(slot, item, Float.floatToRawIntBits(weight));
    if (takers[item] == null) {
      takers[item] = new IntRing();
    }
    int noted = takers[item].indexOf(noted(slot));
    if (noted >= 0) {
      takers[item].renew(noted, noted(slot));
    } else {
      takers[item].put(noted(slot), config.takers());
    }
  }

  private void touch(int slot, int item, int weight) {
    int at = profiles[slot].indexOf(item);
    if (at >= 0) {
      profiles[slot].renew(at, item);
      weights[slot].renew(at, weight);
    } else {
      profiles[slot].put(item, config.profile());
      weights[slot].put(weight, config.profile());
    }
  }

  private void reserve(int count) {
    if (count > takers.length) {
      takers = Arrays.copyOf(takers, count * 2);
    }
    items = Math.max(items, count);
  }

  private void reserveProfile(int slot) {
    if (slot >= profiles.length) {
      profiles = Arrays.copyOf(profiles, slot * 2);
      weights = Arrays.copyOf(weights, slot * 2);
    }
    if (profiles[slot] == null) {
      profiles[slot] = new IntRing();
      weights[slot] = new IntRing();
    }
  }

  @Override
  public void renumber(int[] to) {
    for (int slot = 0; slot < users.size(); slot++) {
      IntRing profile = new IntRing();
      IntRing weight = new IntRing();
      for (int i = 0; i < profiles[slot].size(); i++) {
        int item = to[profiles[slot].inOrder(i)];
        if (item >= 0) {
          profile.put(item, config.profile());
          weight.put(weights[slot].inOrder(i), config.profile());
        }
      }
      profiles[slot] = profile;
      weights[slot] = weight;
    }
    int kept = 0;
    for (int item = 0; item < items; item++) {
      if (to[item] >= 0) {
        takers[kept++] = takers[item];
      }
    }
    Arrays.fill(takers, kept, items, null);
    items = kept;
    source.renumber(to);
    target.renumber(to);
  }

  @Override
  public void write(StateWriter out) {
    users.write(out);
    for (int slot = 0; slot < users.size(); slot++) {
      profiles[slot].write(out);
      weights[slot].write(out);
    }
    out.putInt(items);
    IntRing none = new IntRing();
    for (int item = 0; item < items; item++) {
      (takers[item] == null ? none : takers[item]).write(out);
    }
    source.write(out);
    target.write(out);
  }

  @Override
  public void read(StateReader in) {
    users.read(in);
    profiles = new IntRing[Math.max(64, users.size())];
    weights = new IntRing[profiles.length];
    for (int slot = 0; slot < users.size(); slot++) {
      profiles[slot] = IntRing.read(in);
      weights[slot] = IntRing.read(in);
    }
    items = in.getInt();
    takers = new IntRing[Math.max(64, items)];
    for (int item = 0; item < items; item++) {
      IntRing ring = IntRing.read(in);
      takers[item] = ring.size() == 0 ? null : ring;
    }
    source.read(in);
    target.read(in);
  }
}
