package io.millrace.stream.recommend;

import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;

/** What leaves the users' memories. */
public sealed interface UserOutput {
  /** The user's list after an activity, as JSON. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
  record Listed(byte[] json) implements UserOutput {}

  /** What an activity teaches. */
  record Taught(LogRecord.Taken lesson) implements UserOutput {}

  /** A repeated activity, or a tick that was obeyed. */
  record Told(OutcomeEntry entry) implements UserOutput {}
}
