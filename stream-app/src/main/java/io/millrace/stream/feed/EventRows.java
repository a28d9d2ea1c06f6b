package io.millrace.stream.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.Event;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The events of a file as a pipeline reads them, without a broker: equal, bit for bit, to what the
 * service makes of the same rows.
 */
abstract class EventRows implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Event event;
  private String refusal;
  private String label;

  /**
   * @param labelColumn taken out of every event; null for none
   */
  static EventRows open(Path path, Pipeline pipeline, String labelColumn) throws IOException {
    DataFile file = DataFile.open(path);
    EventParser parser = new EventParser(pipeline);
    requireNoFeature(parser, labelColumn);
    return file.isJson()
        ? new Lines(file, parser, labelColumn)
        : new Table(file, parser, labelColumn);
  }

  /**
   * What the truth says must not be what the pipeline knows.
   *
   * @param labelColumn null for none
   */
  static void requireNoFeature(EventParser parser, String labelColumn) {
    if (labelColumn != null && parser.paths().contains(labelColumn)) {
      throw new IllegalArgumentException(
          "--labels-from "
              + labelColumn
              + " is a field that the pipeline reads from its events, expected one it does not: a"
              + " label must not be a feature");
    }
  }

  /** Moves to the next row; false at the end. */
  final boolean next() throws IOException {
    event = null;
    refusal = null;
    label = null;
    try {
      return advance();
    } catch (RejectedException e) {
      refusal = e.getMessage();
      return true;
    }
  }

  /** Null where the pipeline cannot read the row; {@link #refusal} says why. */
  final Event event() {
    return event;
  }

  final String refusal() {
    return refusal;
  }

  /** The text of the label column; null where there is none. */
  final String label() {
    return label;
  }

  final void set(Event read, String itsLabel) {
    event = read;
    label = itsLabel;
  }

  abstract boolean advance() throws IOException, RejectedException;

  abstract double progress();

  /** CSV. */
  private static final class Table extends EventRows {
    /** How the text of a column is made. */
    private enum Reading {
      KEPT,
      RECURRING,
      PASSING
    }

    private final DataFile file;
    private final CsvRows rows;
    private final EventParser parser;
    private final int[] columns;
    private final Reading[] readings;
    private final AsciiText[] views;
    private final RecurringTexts recurring = new RecurringTexts();
    private final int labelColumn;
    private final CharSequence[] texts;

    Table(DataFile file, EventParser parser, String label) throws IOException {
      this.file = file;
      this.parser = parser;
      rows = new CsvRows(file.content(), file.name());
      List<String> paths = parser.paths();
      columns = new int[paths.size()];
      readings = new Reading[paths.size()];
      views = new AsciiText[paths.size()];
      texts = new CharSequence[paths.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = rows.column(paths.get(i));
        readings[i] =
            parser.isRead(i)
                ? Reading.PASSING
                : parser.recurs(i) ? Reading.RECURRING : Reading.KEPT;
        views[i] = new AsciiText();
      }
      labelColumn = label == null ? -1 : rows.column(label);
    }

    @Override
    boolean advance() throws IOException, RejectedException {
      if (!rows.next()) {
        return false;
      }
      for (int i = 0; i < columns.length; i++) {
        texts[i] =
            switch (readings[i]) {
              case KEPT -> rows.field(columns[i]);
              case RECURRING -> rows.field(columns[i], recurring);
              case PASSING -> rows.field(columns[i], views[i]);
            };
      }
      String label = labelColumn < 0 ? null : rows.field(labelColumn, recurring);
      set(parser.parse(texts, EventParser.NO_TIMESTAMP), label);
      return true;
    }

    @Override
    double progress() {
      return file.progress();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  /** JSON lines. */
  private static final class Lines extends EventRows {
    private final DataFile file;
    private final BufferedReader lines;
    private final EventParser parser;
    private final String labelColumn;

    Lines(DataFile file, EventParser parser, String labelColumn) {
      this.file = file;
      this.parser = parser;
      this.labelColumn = labelColumn;
      lines = new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8));
    }

    @Override
    boolean advance() throws IOException, RejectedException {
      String line = lines.readLine();
      while (line != null && line.isBlank()) {
        line = lines.readLine();
      }
      if (line == null) {
        return false;
      }
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      Event event = parser.parse(bytes, EventParser.NO_TIMESTAMP);
      set(event, labelColumn == null ? null : label(bytes));
      return true;
    }

    private String label(byte[] bytes) throws IOException {
      JsonNode value = JSON.readTree(bytes).at("/" + labelColumn.replace('.', '/'));
      return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    @Override
    double progress() {
      return file.progress();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
