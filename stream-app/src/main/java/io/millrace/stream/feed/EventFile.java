package io.millrace.stream.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.model.event.Event;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.parse.ActivityParser;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.ItemParser;
import io.millrace.stream.parse.RejectedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The events of a file as the JSON that their users would send: a CSV column named {@code a.b}
 * becomes a field {@code b} inside {@code a}, an empty one is left out, what is written as a JSON
 * number stays one to the letter. Keyed by the pipeline's first entity.
 */
public abstract class EventFile implements Feed {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataFile file;
  private final RowReader reader;
  private long time;

  /** What the service will read of a row. */
  private interface RowReader {
    /**
     * @throws RejectedException if the service will refuse it
     */
    FeedRow read(byte[] json, String label) throws RejectedException;
  }

  private EventFile(DataFile file, RowReader reader) {
    this.file = file;
    this.reader = reader;
  }

  private static RowReader events(Pipeline pipeline) {
    EventParser parser = new EventParser(pipeline);
    FeatureEngine engine = new FeatureEngine(pipeline.features());
    boolean keyed = !pipeline.features().entities().isEmpty();
    return (json, label) -> {
      Event event = parser.parse(json, EventParser.NO_TIMESTAMP);
      String key = keyed ? engine.key(0, event) : null;
      return new FeedRow(event.id(), event.time(), key, json, label);
    };
  }

  private static RowReader activity(RecommendPipeline pipeline) {
    ActivityParser parser = new ActivityParser(pipeline.activity());
    return (json, label) -> {
      Activity activity = parser.parse(json, EventParser.NO_TIMESTAMP);
      return new FeedRow(parser.id(), activity.time(), activity.user(), json, null);
    };
  }

  /**
   * @param labelColumn taken out of every event; null for none
   */
  public static EventFile open(Path path, Pipeline pipeline, String labelColumn)
      throws IOException {
    EventRows.requireNoFeature(new EventParser(pipeline), labelColumn);
    return open(path, events(pipeline), labelColumn);
  }

  /** Activity, keyed by user. */
  public static EventFile open(Path path, RecommendPipeline pipeline) throws IOException {
    return open(path, activity(pipeline), null);
  }

  /** What is said of items, keyed by item; its time is the least number where none is said. */
  static EventFile openItems(Path path, RecommendPipeline pipeline) throws IOException {
    ItemParser parser = new ItemParser(pipeline.items());
    return open(
        path,
        (json, label) -> {
          ItemNotice notice = parser.parse(json);
          return new FeedRow(null, notice.time(), notice.item(), json, label);
        },
        null);
  }

  private static EventFile open(Path path, RowReader reader, String labelColumn)
      throws IOException {
    DataFile file = DataFile.open(path);
    return file.isJson()
        ? new Lines(file, reader, labelColumn)
        : new Table(file, reader, labelColumn);
  }

  @Override
  public final double progress() {
    return file.progress();
  }

  final FeedRow row(byte[] json, String label) {
    try {
      FeedRow row = reader.read(json, label);
      time = row.time();
      return row;
    } catch (RejectedException e) {
      // Sent all the same: the service answers for what becomes of it.
      return new FeedRow(null, time, null, json, label);
    }
  }

  private static final class Table extends EventFile {
    /** A number as JSON writes it. */
    private static final Pattern NUMBER =
        Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final CsvRows rows;
    private final int labelColumn;
    private final String[][] steps;

    Table(DataFile file, RowReader reader, String label) throws IOException {
      super(file, reader);
      rows = new CsvRows(file.content(), file.name());
      labelColumn = label == null ? -1 : rows.column(label);
      steps = rows.columns().stream().map(name -> name.split("\\.")).toArray(String[][]::new);
    }

    @Override
    public FeedRow next() throws IOException {
      if (!rows.next()) {
        return null;
      }
      ObjectNode root = JSON.createObjectNode();
      for (int column = 0; column < steps.length; column++) {
        String text = rows.field(column);
        if (column != labelColumn && text != null) {
          put(root, steps[column], text);
        }
      }
      String label = labelColumn < 0 ? null : rows.field(labelColumn);
      return row(JSON.writeValueAsBytes(root), label);
    }

    private static void put(ObjectNode root, String[] path, String text) {
      ObjectNode node = root;
      for (int i = 0; i < path.length - 1; i++) {
        JsonNode inside = node.get(path[i]);
        node = inside instanceof ObjectNode object ? object : node.putObject(path[i]);
      }
      String last = path[path.length - 1];
      if (NUMBER.matcher(text).matches()) {
        node.putRawValue(last, new RawValue(text));
      } else {
        node.put(last, text);
      }
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private static final class Lines extends EventFile {
    private final BufferedReader lines;
    private final String[] label;

    Lines(DataFile file, RowReader reader, String label) {
      super(file, reader);
      this.label = label == null ? null : label.split("\\.");
      lines = new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8));
    }

    @Override
    public FeedRow next() throws IOException {
      String line = lines.readLine();
      while (line != null && line.isBlank()) {
        line = lines.readLine();
      }
      if (line == null) {
        return null;
      }
      if (label == null) {
        return row(line.getBytes(StandardCharsets.UTF_8), null);
      }
      JsonNode root;
      try {
        root = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        return row(line.getBytes(StandardCharsets.UTF_8), null);
      }
      JsonNode holder = root;
      for (int i = 0; i < label.length - 1 && holder != null; i++) {
        holder = holder.get(label[i]);
      }
      String text = null;
      if (holder instanceof ObjectNode object) {
        JsonNode value = object.remove(label[label.length - 1]);
        text = value == null || value.isNull() ? null : value.asText();
      }
      return row(JSON.writeValueAsBytes(root), text);
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
