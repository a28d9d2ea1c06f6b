package io.millrace.stream.parse;

import io.millrace.model.pipeline.ActivitySource;
import io.millrace.model.pipeline.ActivityType;
import io.millrace.model.recommend.Activity;
import java.util.List;

/**
 * Reads a pipeline's activity. A JSON object and a row of texts that say the same give activities
 * that are equal. Not thread-safe: one a task.
 */
public final class ActivityParser {
  private static final int NOWHERE = -1;

  private final ActivitySource source;
  private final int user;
  private final int item;
  private final int type;
  private final int value;
  private final int time;
  private final int identity;
  private final List<String> paths;
  private final JsonFields json;
  private final String[] row;
  private final TimeBound times;
  private String id;

  public ActivityParser(ActivitySource source) {
    this.source = source;
    FieldPlaces places = new FieldPlaces();
    user = places.of(source.userPath());
    item = places.of(source.itemPath());
    type = source.typePath() == null ? NOWHERE : places.of(source.typePath());
    value = source.valuePath() == null ? NOWHERE : places.of(source.valuePath());
    time = places.of(source.time().path());
    identity = source.idPath() == null ? NOWHERE : places.of(source.idPath());
    paths = places.paths();
    json = new JsonFields(paths);
    row = new String[paths.size()];
    times = new TimeBound(source.time(), source.maxAhead());
  }

  /** Dotted paths of the fields that are read: the columns of {@link #parse(String[], long)}. */
  public List<String> paths() {
    return paths;
  }

  /**
   * Reads a JSON object.
   *
   * @param json null and empty are rejected
   * @param timestamp of the Kafka record, epoch milliseconds; {@link EventParser#NO_TIMESTAMP}
   *     bounds nothing
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Activity parse(byte[] json, long timestamp) throws RejectedException {
    this.json.read(json, row);
    return parse(row, timestamp);
  }

  /**
   * Reads a row of texts.
   *
   * @param row one text a path of {@link #paths}, null or empty where missing; not kept
   * @param timestamp as above
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Activity parse(String[] row, long timestamp) throws RejectedException {
    id = null;
    String who = FieldText.name(source.userPath(), row[user]);
    if (who == null) {
      throw Rejection.NO_USER.because(source.userPath() + " is missing, expected the user's id");
    }
    String what = FieldText.name(source.itemPath(), row[item]);
    if (what == null) {
      throw Rejection.NO_ITEM.because(source.itemPath() + " is missing, expected the item's id");
    }
    double amount =
        value == NOWHERE ? Double.NaN : FieldText.number(source.valuePath(), row[value]);
    Activity read = new Activity(who, what, type(row), amount, times.millis(row[time], timestamp));
    id = id(row);
    return read;
  }

  /** The id of the activity read last; null where it says none. */
  public String id() {
    return id;
  }

  private String id(String[] row) throws RejectedException {
    if (identity == NOWHERE) {
      return null;
    }
    String said = FieldText.name(source.idPath(), row[identity]);
    if (said == null) {
      throw Rejection.NO_ID.because(source.idPath() + " is missing, expected the activity's id");
    }
    return said;
  }

  private String type(String[] row) throws RejectedException {
    if (type == NOWHERE) {
      return source.types().get(0).name();
    }
    String said = FieldText.text(source.typePath(), row[type]);
    if (said == null || source.type(said) == null) {
      throw Rejection.UNKNOWN_TYPE.because(
          source.typePath(),
          String.valueOf(said),
          "one of " + source.types().stream().map(ActivityType::name).toList());
    }
    return said;
  }
}
