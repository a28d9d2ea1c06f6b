package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.ScoredEvent;
import java.util.List;

/** What the label join keeps of one event id. */
public sealed interface JoinEntry {
  /** An event that waits for its label or its horizon. */
  sealed interface Waiting extends JoinEntry {
    /** Epoch milliseconds. */
    long eventTime();

    /** One an entity of the feature set, null where the event lacks it or nobody is to be told. */
    List<EntityRef> entities();
  }

  /**
   * One that is learnt whatever its label.
   *
   * @param weight how many events it stands for if it is negative, 1 and up
   * @param taken whether it has been learnt as negative already, until its label says otherwise
   */
  record Pending(ScoredEvent event, float weight, boolean taken) implements Waiting {
    @Override
    public long eventTime() {
      return event.eventTime();
    }

    @Override
    public List<EntityRef> entities() {
      return event.entities();
    }
  }

  /**
   * One that is learnt only if it is positive: others stand for it if it is not.
   *
   * @param place of its features in the feature log
   */
  record Unsampled(long eventTime, long place, List<EntityRef> entities) implements Waiting {}

  /**
   * A label that waits for its event.
   *
   * @param knownAt epoch milliseconds
   * @param forgetAt when it becomes an orphan, epoch milliseconds
   * @param channel who found it
   */
  record Early(boolean positive, long knownAt, long forgetAt, int channel) implements JoinEntry {}

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
   *     is nobody to tell; empty once labelled, unless labels may be corrected
   * @param channel who labelled it; 0 while nobody has
   */
  record Closed(
      boolean positive,
      boolean assumed,
      boolean labelled,
      long eventTime,
      long forgetAt,
      List<EntityRef> entities,
      int channel)
      implements JoinEntry {}
}
