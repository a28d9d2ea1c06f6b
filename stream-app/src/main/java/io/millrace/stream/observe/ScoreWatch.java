package io.millrace.stream.observe;

/** Somebody who looks at what is scored. Called by every scoring thread. */
interface ScoreWatch {
  ScoreWatch NONE = (values, raw, eventTime) -> {};

  /**
   * @param values one a feature; only during the call
   * @param eventTime epoch milliseconds
   */
  void scored(float[] values, double raw, long eventTime);
}
