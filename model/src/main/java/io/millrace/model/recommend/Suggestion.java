package io.millrace.model.recommend;

/**
 * An item of a list, and what it is listed for.
 *
 * @param item its id
 * @param fingerprint of its id
 * @param title empty where none is known
 * @param price NaN where none is known
 * @param score log odds against the others of the list; only differences mean anything
 * @param generator kind of the generator that speaks most for it; empty if none named it
 * @param because id of the item of the user's history that speaks most for it; empty where no one
 *     item does
 * @param becauseTitle its title; empty where none is known
 * @param propensity probability of the item of being at its place, in (0, 1]; 0 where nothing of
 *     the list is left to chance
 * @param drawn whether chance gave it the place
 */
public record Suggestion(
    String item,
    long fingerprint,
    String title,
    double price,
    float score,
    String generator,
    String because,
    String becauseTitle,
    float propensity,
    boolean drawn) {
  /** Of a list in which nothing is left to chance. */
  public Suggestion(
      String item,
      long fingerprint,
      String title,
      double price,
      float score,
      String generator,
      String because,
      String becauseTitle) {
    this(item, fingerprint, title, price, score, generator, because, becauseTitle, 0, false);
  }
}
