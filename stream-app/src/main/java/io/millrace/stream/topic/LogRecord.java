package io.millrace.stream.topic;

import io.millrace.model.event.Example;

/** A record of the training log. Its offset is the model version that applying it makes. */
public sealed interface LogRecord {
  /**
   * How the log is to be learnt; its first record.
   *
   * @param settings canonical text of all that shapes the model
   * @param featureSet fingerprint of the feature set
   * @param learnerArithmetic version of the learners' arithmetic
   * @param id of this record, so that a repeat can be told
   */
  record Configured(
      String settings, long featureSet, int learnerArithmetic, int generation, String id)
      implements LogRecord {}

  /**
   * One lesson.
   *
   * @param featureSet fingerprint of the features that the example's values are
   */
  record Lesson(Example example, long featureSet) implements LogRecord {}
}
