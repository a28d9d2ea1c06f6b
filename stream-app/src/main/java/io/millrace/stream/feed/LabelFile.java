package io.millrace.stream.feed;

import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Labels in a CSV file of their own: the event's id and the value under the names that the pipeline
 * file gives them, and {@code known_at}, ISO 8601 (UTC where it has no zone) or epoch milliseconds;
 * the channel too, where the pipeline has several and the file has the column.
 */
public final class LabelFile {
  private static final String KNOWN_AT = "known_at";

  private LabelFile() {}

  /** All labels of the file, in its order. */
  public static List<KnownLabel> read(Path path, Pipeline pipeline) throws IOException {
    DataFile file = DataFile.open(path);
    LabelSource source = pipeline.labels();
    List<KnownLabel> labels = new ArrayList<>();
    try (CsvRows rows = new CsvRows(file.content(), file.name())) {
      int id = rows.column(source.idPath());
      int value = rows.column(source.valuePath());
      int knownAt = rows.column(KNOWN_AT);
      int channel =
          source.channels() == null ? -1 : rows.columns().indexOf(source.channels().fieldPath());
      while (rows.next()) {
        labels.add(
            new KnownLabel(
                require(rows, id, path),
                require(rows, value, path),
                millis(require(rows, knownAt, path), path, rows.row()),
                rows.row(),
                channel < 0 ? null : rows.field(channel)));
      }
    }
    return labels;
  }

  private static String require(CsvRows rows, int column, Path path) throws IOException {
    String text = rows.field(column);
    if (text == null) {
      throw new IOException(
          path
              + ", row "
              + rows.row()
              + ": "
              + rows.columns().get(column)
              + " is empty, expected an event's id, a finding and known_at in every row");
    }
    return text;
  }

  private static long millis(String text, Path path, long row) throws IOException {
    try {
      if (text.chars().allMatch(Character::isDigit)) {
        return Long.parseLong(text);
      }
      String iso = text.replace(' ', 'T');
      if (iso.endsWith("Z")) {
        return Instant.parse(iso).toEpochMilli();
      }
      return iso.matches(".*T.*[+-][0-9:]+")
          ? OffsetDateTime.parse(iso).toInstant().toEpochMilli()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException | NumberFormatException e) {
      throw new IOException(
          path
              + ", row "
              + row
              + ": known_at is "
              + text
              + ", expected ISO 8601, e.g. 2018-04-08T00:00:31Z, or epoch milliseconds",
          e);
    }
  }
}
