package io.millrace.stream.parse;

import io.millrace.model.event.Label;
import io.millrace.model.pipeline.LabelChannels;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Pipeline;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a pipeline's labels, JSON or rows of texts. A label without an id, with one of more than
 * 256 bytes, or whose value the pipeline file does not map, is rejected. Not thread-safe: one a
 * task.
 */
public final class LabelParser {
  private final LabelSource source;
  private final Set<String> positive;
  private final Set<String> negative;
  private final int id;
  private final int value;
  private final int time;
  private final int channel;
  private final List<String> paths;
  private final JsonFields json;
  private final String[] row;
  private final TimeBound times;

  public LabelParser(Pipeline pipeline) {
    source = pipeline.labels();
    positive = new HashSet<>(source.positive());
    negative = new HashSet<>(source.negative());
    FieldPlaces places = new FieldPlaces();
    id = places.of(source.idPath());
    value = places.of(source.valuePath());
    time = source.time() == null ? -1 : places.of(source.time().path());
    LabelChannels channels = source.channels();
    channel = channels == null ? -1 : places.of(channels.fieldPath());
    paths = places.paths();
    json = new JsonFields(paths);
    row = new String[paths.size()];
    times =
        source.time() == null ? null : new TimeBound(source.time(), pipeline.events().maxAhead());
  }

  /** Dotted paths of the fields that are read, each once: the columns of a row. */
  public List<String> paths() {
    return paths;
  }

  /**
   * Reads a JSON object.
   *
   * @param timestamp of the Kafka record, epoch milliseconds; when the label was known unless the
   *     pipeline reads that from a field
   * @param sequence of the label in its source, e.g. its offset
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Label parse(byte[] bytes, long timestamp, long sequence) throws RejectedException {
    json.read(bytes, row);
    return parse(row, timestamp, sequence);
  }

  /**
   * Reads a row of texts.
   *
   * @param row one text a path of {@link #paths}, null or empty where missing; not kept
   * @throws RejectedException if the record must go to the dead-letter topic
   */
  public Label parse(String[] row, long timestamp, long sequence) throws RejectedException {
    String eventId = FieldText.name(source.idPath(), row[id]);
    if (eventId == null) {
      throw Rejection.NO_ID.because(
          source.idPath() + " is missing, expected the id of the event that the label speaks of");
    }
    boolean found = isPositive(row[value]);
    long knownAt = times == null ? timestamp : times.millis(row[time], timestamp);
    return new Label(eventId, found, knownAt, sequence, channel < 0 ? 0 : channelOf(row[channel]));
  }

  /** The place of a channel in the order of belief; 0 where none is named. */
  private int channelOf(String name) throws RejectedException {
    if (name == null || name.isEmpty()) return 0;
    int found = source.channels().order().indexOf(name);
    if (found < 0) {
      throw Rejection.UNKNOWN_VALUE.because(
          source.channels().fieldPath(), name, "one of " + source.channels().order());
    }
    return found;
  }

  /**
   * Whether a value means positive.
   *
   * @throws RejectedException if it is missing, or neither positive nor negative
   */
  public boolean isPositive(String found) throws RejectedException {
    if (found == null || found.isEmpty()) {
      throw Rejection.NO_VALUE.because(
          source.valuePath() + " is missing, expected one of " + known());
    }
    boolean isPositive = positive.contains(found);
    if (!isPositive && !negative.contains(found)) {
      throw Rejection.UNKNOWN_VALUE.because(source.valuePath(), found, "one of " + known());
    }
    return isPositive;
  }

  private String known() {
    return source.positive() + " (positive) or " + source.negative() + " (negative)";
  }
}
