package io.millrace.stream.parse;

import io.millrace.model.pipeline.ItemSource;
import io.millrace.model.recommend.ItemNotice;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what is said of items. A JSON object and a row of texts that say the same give equal
 * notices. Not thread-safe: one a task.
 */
public final class ItemParser {
  private static final int NOWHERE = -1;

  private final ItemSource source;
  private final int item;
  private final int withdrawn;
  private final int time;
  private final List<String> paths;
  private final JsonFields json;
  private final String[] row;
  private final TimeBound times;

  public ItemParser(ItemSource source) {
    this.source = source;
    FieldPlaces places = new FieldPlaces();
    item = places.of(source.itemPath());
    withdrawn = places.of(source.withdrawnPath());
    time = source.time() == null ? NOWHERE : places.of(source.time().path());
    paths = places.paths();
    json = new JsonFields(paths);
    row = new String[paths.size()];
    // An item may be withdrawn from a day to come: nothing reckons by these times but a backtest.
    times = source.time() == null ? null : new TimeBound(source.time(), Duration.ZERO);
  }

  /** Dotted paths of the fields that are read: the columns of {@link #parse(String[])}. */
  public List<String> paths() {
    return paths;
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
    return new ItemNotice(what, isWithdrawn(row[withdrawn]), from);
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
