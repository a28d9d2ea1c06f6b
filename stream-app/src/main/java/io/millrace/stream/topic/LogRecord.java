package io.millrace.stream.topic;

import io.millrace.model.event.Example;
import io.millrace.model.recommend.ItemNotice;

/** A record of the training log. Its offset is the model version that applying it makes. */
public sealed interface LogRecord {
  /** Whether it teaches the model; else it says how it is to be learnt. */
  default boolean isLesson() {
    return false;
  }

  /**
   * How the log is to be learnt; its first record.
   *
   * @param settings canonical text of all that shapes the model
   * @param featureSet fingerprint of the feature set
   * @param learnerArithmetic version of the learners' arithmetic
   * @param id of this record, so that a repeat can be told
   * @param file text of the pipeline file, by which the past can be brought back; empty where the
   *     pipeline was made without one
   */
  record Configured(
      String settings,
      long featureSet,
      int learnerArithmetic,
      int generation,
      String id,
      String file)
      implements LogRecord {}

  /**
   * One lesson.
   *
   * @param featureSet fingerprint of the features that the example's values are
   */
  record Lesson(Example example, long featureSet) implements LogRecord {
    @Override
    public boolean isLesson() {
      return true;
    }
  }

  /**
   * One lesson of a pipeline that recommends: what a user took.
   *
   * @param id of the activity
   */
  record Taken(String id, io.millrace.model.recommend.Lesson lesson) implements LogRecord {
    @Override
    public boolean isLesson() {
      return true;
    }
  }

  /**
   * What is said of an item of a pipeline that recommends.
   *
   * @param id of the record that said it
   */
  record Noticed(String id, ItemNotice notice) implements LogRecord {
    @Override
    public boolean isLesson() {
      return true;
    }
  }

  /**
   * A part of the model that a {@link Command.Start} behind it begins with.
   *
   * @param bytes those of all parts in the order of the log are the model
   */
  @SuppressWarnings("ArrayRecordComponent") // Made for one reader; half a megabyte.
  record StartPart(byte[] bytes) implements LogRecord {}

  /**
   * An operator's command at its place in the log.
   *
   * @param refusal why it changes nothing; empty if it holds from here on
   * @param place its offset in the commands topic; {@link #NO_PLACE} if it is not from there, or an
   *     earlier release appended it
   */
  record Commanded(Command command, String refusal, long place) implements LogRecord {
    public static final long NO_PLACE = -1;

    /** One that is not from the commands topic. */
    public Commanded(Command command, String refusal) {
      this(command, refusal, NO_PLACE);
    }
  }
}
