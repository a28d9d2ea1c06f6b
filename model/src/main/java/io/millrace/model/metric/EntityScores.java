package io.millrace.model.metric;

/**
 * One day's highest score per entity, and whether the entity had a positive. Open addressing over
 * dense entity numbers, load at most one half.
 */
final class EntityScores {
  private static final int FREE = 0;

  /**
   * Two longs a slot, side by side in one cache line: one more than the entity's number (0 = free)
   * with whether it had a positive as the lowest bit below it, and the bits of its score.
   */
  private long[] rows = new long[128];

  private int size;

  void add(int entity, double score, boolean positive) {
    int row = rowOf(entity);
    if (rows[row] == FREE) {
      if (4 * (size + 1) > rows.length) {
        grow();
        row = rowOf(entity);
      }
      size++;
      rows[row] = entity + 1L << 1;
      rows[row + 1] = Double.doubleToRawLongBits(score);
    }
    double highest = Math.max(score(row), score);
    rows[row + 1] = Double.doubleToRawLongBits(highest);
    if (positive) {
      rows[row] |= 1;
    }
  }

  /** Calls back in no promised order. */
  void forEach(Visitor visitor) {
    for (int row = 0; row < rows.length; row += 2) {
      if (rows[row] != FREE) {
        visitor.visit(entity(rows[row]), score(row), (rows[row] & 1) != 0);
      }
    }
  }

  private double score(int row) {
    return Double.longBitsToDouble(rows[row + 1]);
  }

  private static int entity(long key) {
    return (int) (key >>> 1) - 1;
  }

  /** The row of an entity, or the free one where it belongs. */
  private int rowOf(int entity) {
    int mask = rows.length - 1;
    int row = (entity * 0x9E3779B9) >>> 6 & mask & -2;
    while (rows[row] != FREE && entity(rows[row]) != entity) {
      row = (row + 2) & mask;
    }
    return row;
  }

  private void grow() {
    long[] old = rows;
    rows = new long[2 * old.length];
    for (int row = 0; row < old.length; row += 2) {
      if (old[row] != FREE) {
        int moved = rowOf(entity(old[row]));
        rows[moved] = old[row];
        rows[moved + 1] = old[row + 1];
      }
    }
  }

  /** What {@link #forEach} calls. */
  interface Visitor {
    void visit(int entity, double score, boolean positive);
  }
}
