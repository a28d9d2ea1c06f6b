package io.millrace.stream.parse;

import io.millrace.model.pipeline.ItemSource;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what is said of items. A JSON object and a row of texts that say the same give equal
 * notices. Not thread-safe: one a task.
 */
public final class ItemParser {
  private static final int NOWHERE = -1;

  private final ItemSource source;
  private final int item;
  private final int withdrawn;
  private final int title;
  private final int categories;
  private final int price;
  private final int time;
  private final List<String> paths;
  private final JsonFields json;
  private final String[] row;
  private final TimeBound times;
  private final Pattern between;

  public ItemParser(ItemSource source) {
    this.source = source;
    FieldPlaces places = new FieldPlaces();
    item = places.of(source.itemPath());
    withdrawn = place(places, source.withdrawnPath());
    title = place(places, source.titlePath());
    categories = place(places, source.categoriesPath());
    price = place(places, source.pricePath());
    time = source.time() == null ? NOWHERE : places.of(source.time().path());
    paths = places.paths();
    boolean mayBeList = categories != NOWHERE && categories != title && categories != item;
    json = new JsonFields(paths, mayBeList ? Set.of(source.categoriesPath()) : Set.of());
    row = new String[paths.size()];
    String list = Character.toString(JsonFields.BETWEEN);
    between =
        Pattern.compile(
            source.separator() == null ? list : list + "|" + Pattern.quote(source.separator()));
    // An item may be withdrawn from a day to come: nothing reckons by these times but a backtest.
    times = source.time() == null ? null : new TimeBound(source.time(), Duration.ZERO);
  }

  private static int place(FieldPlaces places, String path) {
    return path == null ? NOWHERE : places.of(path);
  }

  /** Dotted paths of the fields that are read: the columns of {@link #parse(String[])}. */
  public List<String> paths() {
    return paths;
  }

  /** Whether nothing can be read without that field: which item, and from when on. */
  public boolean requires(String path) {
    return path.equals(source.itemPath())
        || source.time() != null && path.equals(source.time().path());
  }

  /**
   * Reads the value of a record.
   *
   * @param value null is a tombstone: of the key's older records compaction leaves nothing
   * @return empty where nothing is said: what a tombstone's records said before stays in force
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Optional<ItemNotice> read(byte[] value) throws RejectedException {
    return value == null ? Optional.empty() : Optional.of(parse(value));
  }

  /**
   * Reads a JSON object.
   *
   * @param json null and empty are rejected
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public ItemNotice parse(byte[] json) throws RejectedException {
    this.json.read(json, row);
    return parse(row);
  }

  /**
   * Reads a row of texts.
   *
   * @param row one text a path of {@link #paths}, null or empty where missing; not kept
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public ItemNotice parse(String[] row) throws RejectedException {
    String what = FieldText.name(source.itemPath(), row[item]);
    if (what == null) {
      throw Rejection.NO_ITEM.because(source.itemPath() + " is missing, expected the item's id");
    }
    long from =
        time == NOWHERE ? Long.MIN_VALUE : times.millis(row[time], EventParser.NO_TIMESTAMP);
    return new ItemNotice(what, isWithdrawn(text(row, withdrawn)), from, about(row));
  }

  private static String text(String[] row, int place) {
    return place == NOWHERE ? null : row[place];
  }

  private ItemDescription about(String[] row) throws RejectedException {
    String called = FieldText.text(source.titlePath(), text(row, title));
    called = called == null ? "" : called.strip();
    if (called.length() > ItemDescription.MAX_TITLE) {
      throw Rejection.BEYOND_LIMITS.because(
          source.titlePath(),
          "a text of " + called.length() + " characters",
          "at most " + ItemDescription.MAX_TITLE);
    }
    double costs = FieldText.number(source.pricePath(), text(row, price));
    List<String> of = categories(text(row, categories));
    return called.isEmpty() && of.isEmpty() && Double.isNaN(costs)
        ? ItemDescription.NONE
        : new ItemDescription(called, of, costs);
  }

  /** Each once, in the order in which they are said. */
  private List<String> categories(String said) throws RejectedException {
    if (said == null || said.isEmpty()) return List.of();
    Set<String> all = new LinkedHashSet<>();
    for (String text : between.split(said)) {
      String category = FieldText.text(source.categoriesPath(), text.strip());
      if (category == null) continue;
      if (category.length() > ItemDescription.MAX_CATEGORY) {
        throw Rejection.BEYOND_LIMITS.because(
            source.categoriesPath(),
            "a category of " + category.length() + " characters",
            "at most " + ItemDescription.MAX_CATEGORY);
      }
      all.add(category);
    }
    if (all.size() > ItemDescription.MAX_CATEGORIES) {
      throw Rejection.BEYOND_LIMITS.because(
          source.categoriesPath(),
          all.size() + " categories",
          "at most " + ItemDescription.MAX_CATEGORIES);
    }
    return List.copyOf(all);
  }

  private boolean isWithdrawn(String said) throws RejectedException {
    if (said == null || said.isEmpty()) {
      return false;
    }
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw Rejection.WRONG_TYPE.because(
              source.withdrawnPath(), said, "true or false (or 1 or 0)");
    };
  }
}
