package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Arrays;

/** A matrix of items by items that keeps the largest entries of each row. */
final class SparseRows {
  private final int keep;
  private SparseRow[] rows = new SparseRow[64];
  private int size;

  /**
   * @param keep a row holds at most twice as many entries, cut back to these
   */
  SparseRows(int keep) {
    this.keep = keep;
  }

  /** The row of an item; null if it has none. */
  SparseRow row(int item) {
    return item < size ? rows[item] : null;
  }

  /** How many entries the rows of the last items of a query have. */
  long entries(Query query, int last) {
    long entries = 0;
    for (int place = 0; place < last; place++) {
      SparseRow row = row(query.item(place));
      entries += row == null ? 0 : row.size();
    }
    return entries;
  }

  void add(int row, int column, float value) {
    if (row >= rows.length) {
      rows = Arrays.copyOf(rows, row * 2);
    }
    size = Math.max(size, row + 1);
    if (rows[row] == null) {
      rows[row] = new SparseRow();
    }
    rows[row].add(column, value, keep);
  }

  /** As {@link Generator#renumber}. */
  void renumber(int[] to) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (to[i] >= 0) {
        rows[kept++] = rows[i] == null ? null : rows[i].renumbered(to);
      }
    }
    Arrays.fill(rows, kept, size, null);
    size = kept;
  }

  void write(StateWriter out) {
    out.putInt(size);
    SparseRow none = new SparseRow();
    for (int i = 0; i < size; i++) {
      (rows[i] == null ? none : rows[i]).write(out);
    }
  }

  void read(StateReader in) {
    size = in.getInt();
    rows = new SparseRow[Math.max(64, size)];
    for (int i = 0; i < size; i++) {
      SparseRow row = SparseRow.read(in);
      rows[i] = row.size() == 0 ? null : row;
    }
  }
}
