package io.millrace.stream.parse;

import io.millrace.model.event.Event;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.pipeline.Pipeline;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a pipeline's events. A JSON object and a row of texts that say the same give events that
 * are equal bit for bit.
 *
 * <p>A missing, null or empty field of a feature or an entity is missing; one of a wrong type, and
 * a missing id or time, reject the record; so does an id, or a field that names an entity, of more
 * than 256 bytes. Not thread-safe: one a task.
 */
public final class EventParser {
  /** What Kafka says where a record has no timestamp; no event is ahead of it. */
  public static final long NO_TIMESTAMP = -1;

  private final FieldPlaces places = new FieldPlaces();
  private final String idPath;
  private final int id;
  private final int time;
  private final int[] numbers;
  private final int[] texts;
  private final boolean[] named;
  private final List<String> paths;
  private final JsonFields json;
  private final String[] row;
  private final TimeBound times;

  public EventParser(Pipeline pipeline) {
    idPath = pipeline.events().idPath();
    id = places.of(idPath);
    time = places.of(pipeline.events().time().path());
    numbers = places.of(pipeline.features().schema().numbers());
    texts = places.of(pipeline.features().schema().texts());
    named = new boolean[texts.length];
    for (EntitySpec entity : pipeline.features().entities()) {
      for (int slot : entity.keySlots()) named[slot] = true;
    }
    paths = places.paths();
    json = new JsonFields(paths);
    row = new String[paths.size()];
    times = new TimeBound(pipeline.events().time(), pipeline.events().maxAhead());
  }

  /**
   * Dotted paths of the fields that are read, each once: the columns of {@link
   * #parse(CharSequence[], long)}.
   */
  public List<String> paths() {
    return paths;
  }

  /** The paths of {@link #paths} whose texts come again and again: worth to be held once. */
  public boolean recurs(int path) {
    return path != id && Arrays.stream(texts).anyMatch(place -> place == path);
  }

  /** Whether a path is read as a number or a time only, so that no text of it is kept. */
  public boolean isRead(int path) {
    return path != id && Arrays.stream(texts).noneMatch(place -> place == path);
  }

  /**
   * Reads a JSON object.
   *
   * @param value null and empty are rejected
   * @param timestamp of the Kafka record, epoch milliseconds; {@link #NO_TIMESTAMP} bounds nothing
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Event parse(byte[] value, long timestamp) throws RejectedException {
    json.read(value, row);
    return parse(row, timestamp);
  }

  /**
   * Reads a row of texts.
   *
   * @param row one text a path of {@link #paths}, null or empty where missing; not kept, but for
   *     the texts of ids and of fields that are read as text
   * @param timestamp as above
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Event parse(CharSequence[] row, long timestamp) throws RejectedException {
    String eventId = FieldText.name(idPath, row[id]);
    if (eventId == null) {
      throw Rejection.NO_ID.because(idPath + " is missing, expected the event's id");
    }
    long eventTime = times.millis(row[time], timestamp);
    double[] numberSlots = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      numberSlots[i] = FieldText.number(paths.get(numbers[i]), row[numbers[i]]);
    }
    String[] textSlots = new String[texts.length];
    for (int i = 0; i < texts.length; i++) {
      String path = paths.get(texts[i]);
      CharSequence text = row[texts[i]];
      textSlots[i] = named[i] ? FieldText.name(path, text) : FieldText.text(path, text);
    }
    return new Event(eventId, eventTime, numberSlots, textSlots);
  }
}
