package io.millrace.model.recommend;

import java.util.List;

/**
 * What is known of an item beside what users did with it.
 *
 * @param title as people know it, at most {@value #MAX_TITLE} characters; empty where none is said
 * @param categories different ones, as texts, at most {@value #MAX_CATEGORIES} of at most {@value
 *     #MAX_CATEGORY} characters each; empty where none are said
 * @param price in whatever unit it is said; NaN where none is said
 */
public record ItemDescription(String title, List<String> categories, double price) {
  public static final int MAX_TITLE = 500;
  public static final int MAX_CATEGORIES = 50;
  public static final int MAX_CATEGORY = 100;

  /** Nothing is known. */
  public static final ItemDescription NONE = new ItemDescription("", List.of(), Double.NaN);

  public ItemDescription {
    Refusal.unless(
        title != null && title.length() <= MAX_TITLE,
        "title",
        title,
        "at most " + MAX_TITLE + " characters");
    categories = List.copyOf(categories);
    Refusal.unless(
        categories.size() <= MAX_CATEGORIES,
        "categories",
        categories.size(),
        "at most " + MAX_CATEGORIES);
    for (String category : categories) {
      Refusal.unless(
          !category.isEmpty() && category.length() <= MAX_CATEGORY,
          "categories",
          category,
          "1 to " + MAX_CATEGORY + " characters each");
    }
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return title.isEmpty() && categories.isEmpty() && Double.isNaN(price);
  }
}
