package io.millrace.stream.training;

import java.util.List;
import java.util.Optional;

/** What an audit found of something that was published: a score, or a list. */
public sealed interface Audited permits AuditResult, ListAuditResult {
  /** Id of the event, or of the activity. */
  String eventId();

  /** What could not be found, and why that may be; empty if nothing was missing. */
  Optional<String> missing();

  /** Whether it was made again; else it cannot be audited. */
  boolean madeAgain();

  /** Whether it was made again, and is the same to the last bit. */
  boolean equal();

  /** What of it is not the same as when it was made again, e.g. {@code score}. */
  List<String> differing();
}
