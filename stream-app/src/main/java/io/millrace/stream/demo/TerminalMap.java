package io.millrace.stream.demo;

import java.util.Random;

/**
 * Terminals on a map of 100 x 100, found by place. A grid of unit cells, the terminals of one row
 * of cells side by side: memory O(terminals) whatever the radius, no lists of neighbours.
 */
final class TerminalMap {
  static final int SIDE = 100;

  private final double[] x;
  private final double[] y;
  private final int[] byCell; // terminals, sorted by cell
  private final int[] cellStart = new int[SIDE * SIDE + 1]; // into byCell
  private final double radius;

  TerminalMap(int terminals, double radius, Random random) {
    this.radius = radius;
    x = new double[terminals];
    y = new double[terminals];
    for (int i = 0; i < terminals; i++) {
      x[i] = random.nextDouble() * SIDE;
      y[i] = random.nextDouble() * SIDE;
      cellStart[cellOf(i) + 1]++;
    }
    for (int cell = 0; cell < SIDE * SIDE; cell++) {
      cellStart[cell + 1] += cellStart[cell];
    }
    byCell = new int[terminals];
    int[] next = cellStart.clone();
    for (int i = 0; i < terminals; i++) {
      byCell[next[cellOf(i)]++] = i;
    }
  }

  /** Whether any terminal is nearer than the radius. */
  boolean reachableFrom(double fromX, double fromY) {
    for (int row = lowest(fromY); row <= highest(fromY); row++) {
      for (int at = rowStart(row, fromX); at < rowEnd(row, fromX); at++) {
        if (isNear(byCell[at], fromX, fromY)) {
          return true;
        }
      }
    }
    return false;
  }

  /** One of the terminals nearer than the radius, each as likely; there must be one. */
  int pickNear(double fromX, double fromY, Random random) {
    int candidates = 0;
    for (int row = lowest(fromY); row <= highest(fromY); row++) {
      candidates += rowEnd(row, fromX) - rowStart(row, fromX);
    }
    // Rejection: a draw from the square of cells around the circle, until it lies in the circle.
    while (true) {
      int terminal = candidate(random.nextInt(candidates), fromX, fromY);
      if (isNear(terminal, fromX, fromY)) {
        return terminal;
      }
    }
  }

  boolean isNear(int terminal, double fromX, double fromY) {
    double dx = x[terminal] - fromX;
    double dy = y[terminal] - fromY;
    return dx * dx + dy * dy < radius * radius;
  }

  private int candidate(int index, double fromX, double fromY) {
    int left = index;
    int row = lowest(fromY);
    while (left >= rowEnd(row, fromX) - rowStart(row, fromX)) {
      left -= rowEnd(row, fromX) - rowStart(row, fromX);
      row++;
    }
    return byCell[rowStart(row, fromX) + left];
  }

  private int rowStart(int row, double fromX) {
    return cellStart[row * SIDE + lowest(fromX)];
  }

  private int rowEnd(int row, double fromX) {
    return cellStart[row * SIDE + highest(fromX) + 1];
  }

  private int lowest(double place) {
    return (int) Math.max(0, place - radius);
  }

  private int highest(double place) {
    return (int) Math.min(SIDE - 1, place + radius);
  }

  private int cellOf(int terminal) {
    return (int) y[terminal] * SIDE + (int) x[terminal];
  }
}
