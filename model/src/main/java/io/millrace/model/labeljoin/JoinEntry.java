package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.ScoredEvent;
import java.util.List;

/** What the label join keeps of one event id. */
public sealed interface JoinEntry {
  /** A scored event that waits for its label or its horizon. */
  record Pending(ScoredEvent event) implements JoinEntry {}

  /**
   * A label that waits for its event.
   *
   * @param knownAt epoch milliseconds
   * @param forgetAt when it becomes an orphan, epoch milliseconds
   */
  record Early(boolean positive, long knownAt, long forgetAt) implements JoinEntry {}

  /**
   * An event that is done, remembered to tell what later labels and scores of its id are.
   *
   * @param positive what the event is taken for; false while nothing is known
   * @param assumed whether that is silence taken for a negative
   * @param labelled whether that is what a label said; neither: the horizon passed, and the
   *     pipeline assumes nothing
   * @param eventTime epoch milliseconds
   * @param forgetAt epoch milliseconds
   * @param entities who is told of a late label, at the places of the feature set, null where there
   *     is nobody to tell; empty once labelled
   */
  record Closed(
      boolean positive,
      boolean assumed,
      boolean labelled,
      long eventTime,
      long forgetAt,
      List<EntityRef> entities)
      implements JoinEntry {}
}
