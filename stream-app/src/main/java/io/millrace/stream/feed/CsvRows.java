package io.millrace.stream.feed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a CSV stream (RFC 4180: commas, quotes doubled within quotes, LF or CRLF), UTF-8, the
 * first line naming the columns. Fields become text only when asked for.
 *
 * <p>Cost: one pass over the bytes; a row's bytes stay valid until the next row.
 */
final class CsvRows implements Closeable {
  private static final int LONGEST_TOLD = 300;

  private final InputStream in;
  private final String file;
  private final List<String> columns;
  private byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean ended;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private boolean[] quoted = new boolean[16];
  private int fields;
  private long row;

  CsvRows(InputStream in, String file) throws IOException {
    this.in = in;
    this.file = file;
    if (!split()) {
      throw new IOException(
          file + " is empty, expected a first line naming the columns, e.g. id,time,amount");
    }
    List<String> names = new ArrayList<>(fields);
    for (int i = 0; i < fields; i++) {
      names.add(text(i));
    }
    if (names.get(0).startsWith("\uFEFF")) {
      names.set(0, names.get(0).substring(1));
    }
    columns = List.copyOf(names);
  }

  List<String> columns() {
    return columns;
  }

  /** The place of a column; one that is not there is an error that lists those that are. */
  int column(String name) throws IOException {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IOException(
          file + " has no column " + name + ", expected it among " + told(columns));
    }
    return index;
  }

  /** Moves to the next row; false at the end. */
  boolean next() throws IOException {
    do {
      if (!split()) {
        return false;
      }
    } while (fields == 1 && starts[0] == ends[0]);
    row++;
    if (fields != columns.size()) {
      throw new IOException(
          file
              + ", row "
              + row
              + ": found "
              + fields
              + " fields, expected "
              + columns.size()
              + " ("
              + String.join(",", columns)
              + ")");
    }
    return true;
  }

  /** Number of the current row; the first after the header is 1. */
  long row() {
    return row;
  }

  /** A field of the current row; null where it is empty and not quoted. */
  String field(int column) {
    return starts[column] == ends[column] && !quoted[column] ? null : text(column);
  }

  /**
   * A field that is read and not kept: valid until the next row.
   *
   * @param view takes the field's bytes where they can be read as they are
   */
  CharSequence field(int column, AsciiText view) {
    int start = starts[column];
    int end = ends[column];
    if (start == end || quoted[column]) {
      return field(column);
    }
    CharSequence plain = view.at(buffer, start, end - start);
    return plain == null ? text(column) : plain;
  }

  /** A field whose texts recur. */
  String field(int column, RecurringTexts recurring) {
    int start = starts[column];
    int end = ends[column];
    return start == end || quoted[column]
        ? field(column)
        : recurring.of(buffer, start, end - start);
  }

  private String text(int index) {
    int start = starts[index];
    int length = ends[index] - start;
    if (!quoted[index]) {
      return new String(buffer, start, length, StandardCharsets.UTF_8);
    }
    return new String(buffer, start + 1, length - 2, StandardCharsets.UTF_8).replace("\"\"", "\"");
  }

  private boolean split() throws IOException {
    fields = 0;
    int start = position;
    int at = position;
    boolean inQuotes = false;
    boolean sawQuotes = false;
    while (true) {
      if (at == limit) {
        int kept = start == position ? 0 : start - position;
        int moved = refill();
        if (moved < 0) {
          if (inQuotes) {
            throw new IOException(
                file
                    + ", row "
                    + (row + 1)
                    + ": a quoted field never ends, expected a \" before the next comma or line");
          }
          at = limit;
          if (fields == 0 && at == position) {
            return false;
          }
          start = position + kept;
          field(start, at, sawQuotes);
          position = at;
          return true;
        }
        at -= moved;
        start = position + kept;
        continue;
      }
      byte c = buffer[at];
      if (inQuotes) {
        inQuotes = c != '"';
      } else if (c == '"') {
        inQuotes = true;
        sawQuotes = true;
      } else if (c == ',') {
        field(start, at, sawQuotes);
        start = at + 1;
        sawQuotes = false;
      } else if (c == '\n') {
        int end = at > start && buffer[at - 1] == '\r' ? at - 1 : at;
        field(start, end, sawQuotes);
        position = at + 1;
        return true;
      }
      at++;
    }
  }

  private void field(int start, int end, boolean sawQuotes) {
    if (fields == starts.length) {
      starts = Arrays.copyOf(starts, fields * 2);
      ends = Arrays.copyOf(ends, fields * 2);
      quoted = Arrays.copyOf(quoted, fields * 2);
    }
    starts[fields] = start;
    ends[fields] = end;
    quoted[fields++] = sawQuotes && end - start >= 2;
  }

  /** Reads on, moving the current row to the buffer's start; how far it moved, -1 at the end. */
  private int refill() throws IOException {
    if (ended) {
      return -1;
    }
    int moved = position;
    if (moved > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= moved;
      position = 0;
      for (int i = 0; i < fields; i++) {
        starts[i] -= moved;
        ends[i] -= moved;
      }
    } else if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      ended = true;
    } else {
      limit += read;
    }
    return moved;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** For messages: of a file that is no text not all of it. */
  private static String told(List<String> columns) {
    String all = String.join(", ", columns).replaceAll("[^\\p{Print}]", "?");
    return all.length() <= LONGEST_TOLD ? all : all.substring(0, LONGEST_TOLD) + " ...";
  }
}
