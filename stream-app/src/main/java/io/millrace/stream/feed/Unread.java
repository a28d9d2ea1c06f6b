package io.millrace.stream.feed;

/**
 * What of a file could not be read, and so was left out.
 *
 * @param rows how many rows the pipeline cannot read
 * @param firstRow number and fault of the first; null where there is none
 * @param labels how many labels of a column are neither positive nor negative to the pipeline
 * @param firstLabel row and text of the first; null where there is none
 */
public record Unread(long rows, String firstRow, long labels, String firstLabel) {
  static final Unread NOTHING = new Unread(0, null, 0, null);

  /** With one row more. */
  Unread andRow(long row, String fault) {
    String first = firstRow == null ? "row " + row + ": " + fault : firstRow;
    return new Unread(rows + 1, first, labels, firstLabel);
  }

  /** With one label more. */
  Unread andLabel(long row, String text) {
    String first = firstLabel == null ? "row " + row + ": " + text : firstLabel;
    return new Unread(rows, firstRow, labels + 1, first);
  }
}
