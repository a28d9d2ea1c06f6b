package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.FeatureSet;
import java.util.List;

/**
 * Holds each scored event until its label comes or its horizon passes, and says of every event and
 * every label what became of it.
 *
 * <p>An event id goes from nothing to {@link JoinEntry.Waiting} (scored) or {@link JoinEntry.Early}
 * (a label came first), then to {@link JoinEntry.Closed} (learnt, or its horizon passed
 * unlabelled), then is forgotten. What a label becomes:
 *
 * <ul>
 *   <li>No entry: {@link Outcome#WAITING_EARLY}. It waits {@code remember}; then {@link
 *       Outcome#ORPHAN}, or what follows here, with {@code wasEarly}.
 *   <li>Waiting: {@link Outcome#LEARNT_FROM_LABEL}; a negative of an event out of the sample {@link
 *       Outcome#SAMPLED_OUT_FROM_LABEL}, it teaches nothing. A label known only after the event's
 *       horizon first closes the event as its horizon would have, even if the clock is not there
 *       yet, so that the outcome follows from the times and not from who came first.
 *   <li>Early, or closed by a label: {@link Outcome#DUPLICATE} if it says the same, else {@link
 *       Outcome#CONTRADICTING}. The first label counts. Where labels may be corrected, one that
 *       contradicts it and comes from a channel that is believed as much or more is {@link
 *       Outcome#CORRECTED}: it takes the place of the other.
 *   <li>Closed as assumed negative: a negative confirms it, {@link Outcome#DUPLICATE}; a positive
 *       is {@link Outcome#LATE}: it teaches nothing, but corrects the entities' histories, and is
 *       from then on the event's label.
 *   <li>Closed unlabelled: {@link Outcome#LATE}, whatever it says: it teaches nothing, but is told
 *       to the entities' histories (nothing to correct there), and is from then on the event's
 *       label.
 * </ul>
 *
 * <p>Of the negatives only those of {@link LabelPolicy#sample} are learnt, each for as many as it
 * stands for; of the others a stub waits. One that turns out positive is learnt all the same, from
 * the features that the feature log holds. Where it holds them no longer, the event is {@link
 * Outcome#SAMPLED_OUT_FROM_LABEL} too.
 *
 * <p>With {@link LabelPolicy#negativeAfter} an event is a lesson as negative before its label is
 * known, and a test when it is; a positive then takes that lesson back.
 *
 * <p>A score of an id that is waiting or closed is {@link Outcome#DUPLICATE_SCORE}; the first one
 * counts. So at any moment, counting outcomes and, as {@code scored}, the calls of {@link #scored}
 * that were not DUPLICATE_SCORE:
 *
 * <ul>
 *   <li>scored = LEARNT_FROM_LABEL + LEARNT_ASSUMED + SAMPLED_OUT_FROM_LABEL + SAMPLED_OUT_ASSUMED
 *       + UNLABELLED + waiting events
 *   <li>labels (held ones count when they are released) = LEARNT_FROM_LABEL +
 *       SAMPLED_OUT_FROM_LABEL + waiting + DUPLICATE + CONTRADICTING + CORRECTED + LATE + ORPHAN,
 *       where waiting = WAITING_EARLY less the label outcomes with {@code wasEarly}
 * </ul>
 *
 * <p>A closed id is remembered for {@code remember} after its horizon, and at least that long after
 * it was closed by the label clock. Feedback goes to the entities that track labels and that the
 * event has. Deterministic: all that it does follows from the calls. Not thread-safe.
 */
public final class LabelJoin {
  private final boolean assumeNegative;
  private final long horizon;
  private final long remember;
  private final boolean corrects;
  private final NegativeSample sample;

  /** Negative to wait for label or horizon. */
  private final long negativeAfter;

  private final Lessons lessons;
  private final Feedback feedback;
  private final JoinStore store;
  private final FeatureLog features;
  private final LabelJoinOutput output;

  /** The label clock as last told, epoch milliseconds. */
  private long clock = Long.MIN_VALUE;

  /**
   * @param features where the features lie that no entry holds
   */
  public LabelJoin(
      LabelPolicy policy,
      FeatureSet set,
      JoinStore store,
      FeatureLog features,
      LabelJoinOutput output) {
    assumeNegative = policy.assumeNegative();
    horizon = policy.horizon().toMillis();
    remember = policy.remember().toMillis();
    corrects = policy.corrects();
    sample = policy.sample();
    negativeAfter = policy.negativeAfter() == null ? -1 : policy.negativeAfter().toMillis();
    feedback = new Feedback(set, output);
    lessons = new Lessons(policy.weights(), set, output);
    this.features = features;
    this.store = store;
    this.output = output;
  }

  /**
   * A scored event came. Its early label, if it has one, is joined at once; a horizon that has
   * passed already is met at the next {@link #advance}.
   *
   * @param place of its features in the feature log
   */
  public void scored(ScoredEvent event, long place) {
    JoinEntry entry = store.get(event.eventId());
    if (entry instanceof JoinEntry.Early early) {
      store.deleteDue(Due.forget(early.forgetAt(), Due.UNKNOWN, event.eventId()));
      Label label =
          new Label(event.eventId(), early.positive(), early.knownAt(), 0, early.channel());
      join(waiting(event, place), event, label, true);
    } else if (entry == null) {
      JoinEntry.Waiting waiting = waiting(event, place);
      store.put(event.eventId(), waiting);
      store.putDue(horizonOf(event.eventId(), waiting));
      if (isProvisional(waiting)) store.putDue(provisionalOf(event.eventId(), waiting));
    } else {
      tell(Outcome.DUPLICATE_SCORE, event.eventId(), event.eventTime(), false, false);
    }
  }

  private JoinEntry.Waiting waiting(ScoredEvent event, long place) {
    return sample.holds(event.eventId())
        ? new JoinEntry.Pending(event, sample.weight(), false)
        : new JoinEntry.Unsampled(event.eventTime(), place, feedback.tracked(event.entities()));
  }

  /** A label came, and counts from now on. */
  public void label(Label label) {
    JoinEntry entry = store.get(label.eventId());
    if (entry instanceof JoinEntry.Waiting waiting) {
      store.deleteDue(horizonOf(label.eventId(), waiting));
      join(waiting, null, label, false);
    } else if (entry instanceof JoinEntry.Closed closed) {
      joinClosed(closed, label, false);
    } else if (entry instanceof JoinEntry.Early early) {
      joinEarly(early, label);
    } else {
      keepEarly(label);
    }
  }

  /** A label came that counts from when {@link #advance} reaches its {@code knownAt}. */
  public void hold(Label label) {
    store.putDue(Due.label(label, eventTime(label.eventId())));
  }

  /**
   * Does what is due by the label clock, in the order of {@link Due}: held labels, horizons,
   * forgetting. A clock that goes back (a file fed again) does nothing twice.
   *
   * <p>Cost: O(done * log n). After a restart the clock is not known until the first call; a caller
   * that remembers it can call with a limit of 0.
   *
   * @param watermark all labels known by this time have been given, epoch milliseconds
   * @param limit how many things to do at most
   * @return how many were done; {@code limit} if there may be more: call again
   */
  public int advance(long watermark, int limit) {
    clock = watermark;
    int done = 0;
    while (done < limit) {
      Due due = store.firstDue(watermark);
      if (due == null) {
        break;
      }
      store.deleteDue(due);
      meet(due);
      done++;
    }
    return done;
  }

  private void meet(Due due) {
    switch (due.kind()) {
      case LABEL -> release(due);
      case HORIZON -> {
        if (store.get(due.id()) instanceof JoinEntry.Waiting waiting) {
          closeAtHorizon(due.id(), waiting);
        }
      }
      case FORGET -> forget(due);
      case PROVISIONAL -> {
        if (store.get(due.id()) instanceof JoinEntry.Pending pending && !pending.taken()) {
          take(due, pending);
        }
      }
    }
  }

  /**
   * A label held before its event was scored sorts first among those of its moment. Where the event
   * has been scored since, the label takes its place by event time now: the order of release must
   * not depend on whether label or score was read first.
   */
  private void release(Due due) {
    Label label = new Label(due.id(), due.positive(), due.at(), due.sequence(), due.channel());
    long eventTime = due.eventTime() == Due.UNKNOWN ? eventTime(due.id()) : Due.UNKNOWN;
    if (eventTime == Due.UNKNOWN) {
      label(label);
    } else {
      store.putDue(Due.label(label, eventTime));
    }
  }

  private void forget(Due due) {
    if (store.remove(due.id()) instanceof JoinEntry.Early early) {
      tell(Outcome.ORPHAN, due.id(), due.at(), early.positive(), true);
    }
  }

  private void keepEarly(Label label) {
    long forgetAt = Math.max(clock, label.knownAt()) + remember;
    store.put(
        label.eventId(),
        new JoinEntry.Early(label.positive(), label.knownAt(), forgetAt, label.channel()));
    store.putDue(Due.forget(forgetAt, Due.UNKNOWN, label.eventId()));
    tell(Outcome.WAITING_EARLY, label, false);
  }

  /**
   * @param event of it, where it is at hand; else null
   */
  private void join(JoinEntry.Waiting waiting, ScoredEvent event, Label label, boolean wasEarly) {
    if (label.knownAt() > waiting.eventTime() + horizon) {
      joinClosed(closeAtHorizon(label.eventId(), waiting), label, wasEarly);
      return;
    }
    if (waiting instanceof JoinEntry.Pending pending) {
      lessons.ofLabel(pending, label);
      tell(Outcome.LEARNT_FROM_LABEL, label, wasEarly);
    } else if (!label.positive()) {
      tell(Outcome.SAMPLED_OUT_FROM_LABEL, label, wasEarly);
    } else {
      ScoredEvent found =
          event == null
              ? features.read(label.eventId(), ((JoinEntry.Unsampled) waiting).place())
              : event;
      // Where its features are gone there is nothing to learn from; the entities hear of it.
      if (found != null) lessons.positive(found, label.knownAt(), 0);
      tell(
          found == null ? Outcome.SAMPLED_OUT_FROM_LABEL : Outcome.LEARNT_FROM_LABEL,
          label,
          wasEarly);
    }
    output.met(label, label.knownAt() - waiting.eventTime());
    close(label.eventId(), waiting, label.positive(), false, true, label.channel());
    feedback.tell(
        waiting.entities(),
        label.eventId(),
        waiting.eventTime(),
        label.knownAt(),
        label.positive(),
        false,
        false);
  }

  private void joinEarly(JoinEntry.Early early, Label label) {
    if (!isBelieved(label, early.channel())) {
      repeated(early.positive(), label, false);
      return;
    }
    boolean corrected = early.positive() != label.positive();
    tell(corrected ? Outcome.CORRECTED : Outcome.DUPLICATE, label, false);
    long knownAt = corrected ? label.knownAt() : early.knownAt();
    store.put(
        label.eventId(),
        new JoinEntry.Early(label.positive(), knownAt, early.forgetAt(), label.channel()));
  }

  /** Whether a label may take the place of one that its event has from a channel. */
  private boolean isBelieved(Label label, int channel) {
    return corrects && label.channel() >= channel;
  }

  private void joinClosed(JoinEntry.Closed closed, Label label, boolean wasEarly) {
    boolean first = !closed.labelled() && !(closed.assumed() && !label.positive());
    if (first) {
      output.met(label, label.knownAt() - closed.eventTime());
      tell(Outcome.LATE, label, wasEarly);
      label(closed, label, closed.assumed());
    } else if (!closed.labelled() || !isBelieved(label, closed.channel())) {
      repeated(closed.positive(), label, wasEarly);
    } else if (closed.positive() != label.positive()) {
      tell(Outcome.CORRECTED, label, wasEarly);
      label(closed, label, true);
    } else {
      tell(Outcome.DUPLICATE, label, wasEarly);
      store.put(label.eventId(), labelled(closed, label));
    }
  }

  /** It is the closed event's label from here on, and the entities are told. */
  private void label(JoinEntry.Closed closed, Label label, boolean correction) {
    store.put(label.eventId(), labelled(closed, label));
    feedback.tell(
        closed.entities(),
        label.eventId(),
        closed.eventTime(),
        label.knownAt(),
        label.positive(),
        false,
        correction);
  }

  private JoinEntry.Closed labelled(JoinEntry.Closed closed, Label label) {
    return new JoinEntry.Closed(
        label.positive(),
        false,
        true,
        closed.eventTime(),
        closed.forgetAt(),
        corrects ? closed.entities() : List.of(),
        label.channel());
  }

  private void repeated(boolean positive, Label label, boolean wasEarly) {
    tell(label.positive() == positive ? Outcome.DUPLICATE : Outcome.CONTRADICTING, label, wasEarly);
  }

  private JoinEntry.Closed closeAtHorizon(String id, JoinEntry.Waiting waiting) {
    long at = waiting.eventTime() + horizon;
    if (!assumeNegative) {
      tell(Outcome.UNLABELLED, id, at, false, false);
      return close(id, waiting, false, false, false, 0);
    }
    if (waiting instanceof JoinEntry.Pending pending) {
      lessons.negative(pending, at, true);
      tell(Outcome.LEARNT_ASSUMED, id, at, false, false);
    } else {
      tell(Outcome.SAMPLED_OUT_ASSUMED, id, at, false, false);
    }
    JoinEntry.Closed closed = close(id, waiting, false, true, false, 0);
    feedback.tell(waiting.entities(), id, waiting.eventTime(), at, false, true, false);
    return closed;
  }

  private JoinEntry.Closed close(
      String id,
      JoinEntry.Waiting waiting,
      boolean positive,
      boolean assumed,
      boolean labelled,
      int channel) {
    long forgetAt = Math.max(clock, waiting.eventTime() + horizon) + remember;
    List<EntityRef> entities =
        labelled && !corrects ? List.of() : feedback.tracked(waiting.entities());
    JoinEntry.Closed closed =
        new JoinEntry.Closed(
            positive, assumed, labelled, waiting.eventTime(), forgetAt, entities, channel);
    store.put(id, closed);
    if (isProvisional(waiting)) store.deleteDue(provisionalOf(id, waiting));
    store.putDue(Due.forget(forgetAt, waiting.eventTime(), id));
    return closed;
  }

  private void tell(Outcome outcome, Label label, boolean wasEarly) {
    tell(outcome, label.eventId(), label.knownAt(), label.positive(), wasEarly);
  }

  private void tell(Outcome outcome, String id, long at, boolean positive, boolean wasEarly) {
    output.outcome(new OutcomeRecord(outcome, id, at, positive, wasEarly));
  }

  /** It counts as negative from here on, until a label says otherwise. */
  private void take(Due due, JoinEntry.Pending pending) {
    lessons.provisional(pending, due.at());
    store.put(due.id(), new JoinEntry.Pending(pending.event(), pending.weight(), true));
  }

  private boolean isProvisional(JoinEntry.Waiting waiting) {
    return negativeAfter >= 0 && waiting instanceof JoinEntry.Pending pending && !pending.taken();
  }

  private Due provisionalOf(String id, JoinEntry.Waiting waiting) {
    return Due.provisional(waiting.eventTime() + negativeAfter, waiting.eventTime(), id);
  }

  private Due horizonOf(String id, JoinEntry.Waiting waiting) {
    return Due.horizon(waiting.eventTime() + horizon, waiting.eventTime(), id);
  }

  private long eventTime(String id) {
    JoinEntry entry = store.get(id);
    if (entry instanceof JoinEntry.Waiting waiting) {
      return waiting.eventTime();
    }
    return entry instanceof JoinEntry.Closed closed ? closed.eventTime() : Due.UNKNOWN;
  }
}
