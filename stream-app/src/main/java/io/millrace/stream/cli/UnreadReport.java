package io.millrace.stream.cli;

import io.millrace.stream.feed.Unread;
import java.io.PrintWriter;

/** Tells what of a file was left out. */
final class UnreadReport {
  private UnreadReport() {}

  /**
   * @param rows of the file
   * @return whether anything was read at all
   */
  static boolean tell(PrintWriter err, Unread unread, long rows) {
    if (unread.rows() > 0) {
      err.printf(
          "%d of %d rows could not be read, the first: %s%n",
          unread.rows(), rows, unread.firstRow());
    }
    if (unread.labels() > 0) {
      err.printf(
          "%d labels are in neither labels.positive nor labels.negative and count as unknown, the"
              + " first: %s%n",
          unread.labels(), unread.firstLabel());
    }
    return unread.rows() < rows;
  }
}
