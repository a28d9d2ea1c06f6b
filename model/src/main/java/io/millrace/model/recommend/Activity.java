package io.millrace.model.recommend;

/**
 * A user did something with an item.
 *
 * @param user who, compared as text
 * @param item what with, compared as text
 * @param type what was done, e.g. view, purchase, rating
 * @param value how much of it: a rating, a quantity; NaN where none is said
 * @param time epoch milliseconds
 */
public record Activity(String user, String item, String type, double value, long time) {
  public Activity {
    require(user != null && !user.isEmpty(), "user", user, "a name");
    require(item != null && !item.isEmpty(), "item", item, "a name");
    require(type != null, "type", null, "a word");
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " = " + found + ", expected " + expected);
    }
  }
}
