package io.millrace.stream.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Pipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels in a file of their own, CSV or JSON lines: the event's id and the value under the names
 * that the pipeline file gives them, and {@code known_at}, ISO 8601 (UTC where it has no zone) or
 * epoch milliseconds; the channel too, where the pipeline has several and the row names one.
 */
public final class LabelFile {
  private static final String KNOWN_AT = "known_at";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a row says. */
  private interface Row {
    /** Null where it says nothing of that name. */
    String at(String name);
  }

  private final Path path;
  private final LabelSource source;
  private final List<KnownLabel> labels = new ArrayList<>();

  private LabelFile(Path path, LabelSource source) {
    this.path = path;
    this.source = source;
  }

  /** All labels of the file, in its order. */
  public static List<KnownLabel> read(Path path, Pipeline pipeline) throws IOException {
    LabelFile read = new LabelFile(path, pipeline.labels());
    DataFile file = DataFile.open(path);
    if (file.isJson()) {
      read.lines(file);
    } else {
      read.table(file);
    }
    return read.labels;
  }

  private void table(DataFile file) throws IOException {
    try (CsvRows rows = new CsvRows(file.content(), file.name())) {
      Map<String, Integer> columns = new HashMap<>();
      for (String name : List.of(source.idPath(), source.valuePath(), KNOWN_AT)) {
        columns.put(name, rows.column(name));
      }
      if (source.channels() != null && rows.columns().contains(source.channels().fieldPath())) {
        columns.put(source.channels().fieldPath(), rows.column(source.channels().fieldPath()));
      }
      while (rows.next()) {
        add(name -> columns.containsKey(name) ? rows.field(columns.get(name)) : null, rows.row());
      }
    }
  }

  private void lines(DataFile file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8))) {
      long row = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) continue;
        row++;
        JsonNode json = json(line, row);
        add(name -> text(json.at("/" + name.replace('.', '/'))), row);
      }
    }
  }

  private JsonNode json(String line, long row) throws IOException {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(
          path + ", row " + row + ": found no JSON, expected one object a line, as in the first",
          e);
    }
  }

  private static String text(JsonNode value) {
    return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
        ? value.asText()
        : null;
  }

  private void add(Row row, long number) throws IOException {
    labels.add(
        new KnownLabel(
            require(row, source.idPath(), number),
            require(row, source.valuePath(), number),
            millis(require(row, KNOWN_AT, number), path, number),
            number,
            source.channels() == null ? null : row.at(source.channels().fieldPath())));
  }

  private String require(Row row, String name, long number) throws IOException {
    String text = row.at(name);
    if (text == null) {
      throw new IOException(
          path
              + ", row "
              + number
              + ": "
              + name
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
