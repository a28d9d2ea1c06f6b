package io.millrace.model.feature;

/** Running sums over a window of a {@link Timeline}, from its newest entry back to its oldest. */
final class Tally {
  /** Entries, whether or not they have the number. */
  double count;

  /** Entries that have the number. */
  double n;

  double sum;
  double squares;
  float min = Float.POSITIVE_INFINITY;
  float max = Float.NEGATIVE_INFINITY;

  /** Rows and buckets below these places are still to be taken. */
  int row;

  int bucket;

  Tally copy() {
    Tally copy = new Tally();
    copy.count = count;
    copy.n = n;
    copy.sum = sum;
    copy.squares = squares;
    copy.min = min;
    copy.max = max;
    copy.row = row;
    copy.bucket = bucket;
    return copy;
  }

  double mean() {
    return sum / n;
  }

  /** Sample standard deviation; NaN for fewer than two values. */
  double deviation() {
    return n < 2 ? Double.NaN : Math.sqrt(Math.max(0, squares - sum * sum / n) / (n - 1));
  }
}
