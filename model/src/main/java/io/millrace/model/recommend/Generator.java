package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;

/**
 * Names items that a user might take next, and learns from what users take. Holds what is true of
 * items; what is true of the user comes with the query. Not thread-safe while it learns.
 */
interface Generator {
  /**
   * Adds a score above 0 for each item it would name, excluded ones or not. Never changes the
   * generator; the same query gives the same scores.
   */
  void score(Query query, Scores out);

  /**
   * The place in the user's history of the item that speaks most for another; -1 where no one item
   * does.
   */
  default int because(Query query, int item) {
    return -1;
  }

  /**
   * How often users took two items together beside how often they took each, 0 to 1; 0 where it
   * keeps nothing of that kind.
   */
  default float likeness(int one, int other) {
    return 0;
  }

  /**
   * Folds one event in: a user of that past, which does not hold the event, took an item.
   *
   * @param item its number; any, as items may be numbered before anybody took them
   * @param weight of the event, above 0, at most 1
   */
  void learn(Query past, int item, float weight);

  /**
   * These are an item's categories from now on, and no others.
   *
   * @param item its number; any, whether it was learnt or not
   * @param categories different ones; none if nothing is known of them
   */
  default void describe(int item, List<String> categories) {}

  /**
   * Items have other numbers from now on, in the same order; what was learnt of the others goes.
   *
   * @param to new number of each item, -1 of those that are forgotten
   */
  void renumber(int[] to);

  /** All that was learnt; the same lessons give the same bytes. */
  void write(StateWriter out);

  /** Takes over what {@link #write} wrote. */
  void read(StateReader in);
}
