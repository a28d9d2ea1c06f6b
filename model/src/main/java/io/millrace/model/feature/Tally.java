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

  /** Becomes another one's equal. */
  void set(Tally other) {
    count = other.count;
    n = other.n;
    sum = other.sum;
    squares = other.squares;
    min = other.min;
    max = other.max;
    row = other.row;
    bucket = other.bucket;
  }

  double mean() {
    return sum / n;
  }

  /** Sample standard deviation; NaN for fewer than two values. */
  double deviation() {
    return n < 2 ? Double.NaN : Math.sqrt(Math.max(0, squares - sum * sum / n) / (n - 1));
  }
}
