package io.millrace.stream.feed;

import io.millrace.model.pipeline.ActivitySource;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.parse.ActivityParser;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The activity of a file, CSV or JSON lines, gzipped or not, as a pipeline reads it. */
final class ActivityRows implements Closeable {
  private final DataFile file;
  private final ActivityParser parser;
  private final CsvRows table;
  private final int[] columns;
  private final String[] texts;
  private final BufferedReader lines;
  private Activity activity;
  private String refusal;

  private ActivityRows(DataFile file, ActivityParser parser) throws IOException {
    this.file = file;
    this.parser = parser;
    List<String> paths = parser.paths();
    columns = new int[paths.size()];
    texts = new String[paths.size()];
    if (file.isJson()) {
      table = null;
      lines = new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8));
    } else {
      lines = null;
      table = new CsvRows(file.content(), file.name());
      for (int i = 0; i < columns.length; i++) {
        columns[i] = table.column(paths.get(i));
      }
    }
  }

  static ActivityRows open(Path path, ActivitySource source) throws IOException {
    return new ActivityRows(DataFile.open(path), new ActivityParser(source));
  }

  /** Moves to the next row; false at the end. */
  boolean next() throws IOException {
    activity = null;
    refusal = null;
    try {
      return table == null ? nextLine() : nextRow();
    } catch (RejectedException e) {
      refusal = e.getMessage();
      return true;
    }
  }

  /** Null where the pipeline cannot read the row; {@link #refusal} says why. */
  Activity activity() {
    return activity;
  }

  /** The id of the activity; null where the pipeline reads none. */
  String id() {
    return parser.id();
  }

  String refusal() {
    return refusal;
  }

  /** The share of the file's bytes that was read, in [0, 1]. */
  double progress() {
    return file.progress();
  }

  private boolean nextRow() throws IOException, RejectedException {
    if (!table.next()) {
      return false;
    }
    for (int i = 0; i < columns.length; i++) {
      texts[i] = table.field(columns[i]);
    }
    activity = parser.parse(texts, EventParser.NO_TIMESTAMP);
    return true;
  }

  private boolean nextLine() throws IOException, RejectedException {
    String line = lines.readLine();
    while (line != null && line.isBlank()) {
      line = lines.readLine();
    }
    if (line == null) {
      return false;
    }
    activity = parser.parse(line.getBytes(StandardCharsets.UTF_8), EventParser.NO_TIMESTAMP);
    return true;
  }

  @Override
  public void close() throws IOException {
    file.content().close();
  }
}
