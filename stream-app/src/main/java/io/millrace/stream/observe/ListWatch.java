package io.millrace.stream.observe;

/** Somebody who looks at the lists that are made. Called by every thread that makes them. */
interface ListWatch {
  ListWatch NONE = (items, eventTime) -> {};

  /**
   * @param items fingerprints, best first; only during the call
   * @param eventTime of the activity, epoch milliseconds
   */
  void listed(long[] items, long eventTime);
}
