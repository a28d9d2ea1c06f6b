package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Holds each scored event until its label comes or its horizon passes, and says of every event and
 * every label what became of it.
 *
 * <p>An event id goes from nothing to {@link JoinEntry.Pending} (scored) or {@link JoinEntry.Early}
 * (a label came first), then to {@link JoinEntry.Closed} (learnt, or its horizon passed
 * unlabelled), then is forgotten. What a label becomes:
 *
 * <ul>
 *   <li>No entry: {@link Outcome#WAITING_EARLY}. It waits {@code remember}; then {@link
 *       Outcome#ORPHAN}, or what follows here, with {@code wasEarly}.
 *   <li>Pending: {@link Outcome#LEARNT_FROM_LABEL}. A label known only after the event's horizon
 *       first closes the event as its horizon would have, even if the clock is not there yet, so
 *       that the outcome follows from the times and not from who came first.
 *   <li>Early, or closed by a label: {@link Outcome#DUPLICATE} if it says the same, else {@link
 *       Outcome#CONTRADICTING}. The first label counts.
 *   <li>Closed as assumed negative: a negative confirms it, {@link Outcome#DUPLICATE}; a positive
 *       is {@link Outcome#LATE}: it teaches nothing, but corrects the entities' histories, and is
 *       from then on the event's label.
 *   <li>Closed unlabelled: {@link Outcome#LATE}, whatever it says: it teaches nothing, but is told
 *       to the entities' histories (nothing to correct there), and is from then on the event's
 *       label.
 * </ul>
 *
 * <p>A score of an id that is pending or closed is {@link Outcome#DUPLICATE_SCORE}; the first one
 * counts. So at any moment, counting outcomes and, as {@code scored}, the calls of {@link #scored}
 * that were not DUPLICATE_SCORE:
 *
 * <ul>
 *   <li>scored = LEARNT_FROM_LABEL + LEARNT_ASSUMED + UNLABELLED + pending
 *   <li>labels (held ones count when they are released) = LEARNT_FROM_LABEL + waiting + DUPLICATE +
 *       CONTRADICTING + LATE + ORPHAN, where waiting = WAITING_EARLY less the label outcomes with
 *       {@code wasEarly}
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
  private final int[] tracking;
  private final JoinStore store;
  private final LabelJoinOutput output;

  /** The label clock as last told, epoch milliseconds. */
  private long clock = Long.MIN_VALUE;

  public LabelJoin(
      LabelPolicy policy, FeatureSet features, JoinStore store, LabelJoinOutput output) {
    assumeNegative = policy.assumeNegative();
    horizon = policy.horizon().toMillis();
    remember = policy.remember().toMillis();
    tracking = tracking(features.entities());
    this.store = store;
    this.output = output;
  }

  private static int[] tracking(List<EntitySpec> entities) {
    int[] places = new int[entities.size()];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (entities.get(i).tracksLabels()) {
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }

  /**
   * A scored event came. Its early label, if it has one, is joined at once; a horizon that has
   * passed already is met at the next {@link #advance}.
   */
  public void scored(ScoredEvent event) {
    JoinEntry entry = store.get(event.eventId());
    if (entry instanceof JoinEntry.Early early) {
      store.deleteDue(Due.forget(early.forgetAt(), Due.UNKNOWN, event.eventId()));
      joinPending(event, new Label(event.eventId(), early.positive(), early.knownAt(), 0), true);
    } else if (entry == null) {
      store.put(event.eventId(), new JoinEntry.Pending(event));
      store.putDue(horizonOf(event));
    } else {
      tell(Outcome.DUPLICATE_SCORE, event.eventId(), event.eventTime(), false, false);
    }
  }

  /** A label came, and counts from now on. */
  public void label(Label label) {
    JoinEntry entry = store.get(label.eventId());
    if (entry instanceof JoinEntry.Pending pending) {
      store.deleteDue(horizonOf(pending.event()));
      joinPending(pending.event(), label, false);
    } else if (entry instanceof JoinEntry.Closed closed) {
      joinClosed(closed, label, false);
    } else if (entry instanceof JoinEntry.Early early) {
      repeated(early.positive(), label, false);
    } else {
      keepEarly(label);
    }
  }

  /** A label came that counts from when {@link #advance} reaches its {@code knownAt}. */
  public void hold(Label label) {
    store.putDue(due(label, eventTime(label.eventId())));
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
        if (store.get(due.id()) instanceof JoinEntry.Pending pending) {
          closeAtHorizon(pending.event());
        }
      }
      case FORGET -> forget(due);
    }
  }

  /**
   * A label held before its event was scored sorts first among those of its moment. Where the event
   * has been scored since, the label takes its place by event time now: the order of release must
   * not depend on whether label or score was read first.
   */
  private void release(Due due) {
    Label label = new Label(due.id(), due.positive(), due.at(), due.sequence());
    long eventTime = due.eventTime() == Due.UNKNOWN ? eventTime(due.id()) : Due.UNKNOWN;
    if (eventTime == Due.UNKNOWN) {
      label(label);
    } else {
      store.putDue(due(label, eventTime));
    }
  }

  private void forget(Due due) {
    if (store.remove(due.id()) instanceof JoinEntry.Early early) {
      tell(Outcome.ORPHAN, due.id(), due.at(), early.positive(), true);
    }
  }

  private void keepEarly(Label label) {
    long forgetAt = Math.max(clock, label.knownAt()) + remember;
    store.put(label.eventId(), new JoinEntry.Early(label.positive(), label.knownAt(), forgetAt));
    store.putDue(Due.forget(forgetAt, Due.UNKNOWN, label.eventId()));
    tell(Outcome.WAITING_EARLY, label, false);
  }

  private void joinPending(ScoredEvent event, Label label, boolean wasEarly) {
    if (label.knownAt() > event.eventTime() + horizon) {
      joinClosed(closeAtHorizon(event), label, wasEarly);
      return;
    }
    learn(event, label.knownAt(), label.positive(), false);
    tell(Outcome.LEARNT_FROM_LABEL, label, wasEarly);
    close(event, label.positive(), false, true);
    feedback(
        event.entities(),
        label.eventId(),
        event.eventTime(),
        label.knownAt(),
        label.positive(),
        false,
        false);
  }

  private void joinClosed(JoinEntry.Closed closed, Label label, boolean wasEarly) {
    boolean first = !closed.labelled() && !(closed.assumed() && !label.positive());
    if (!first) {
      repeated(closed.positive(), label, wasEarly);
      return;
    }
    tell(Outcome.LATE, label, wasEarly);
    store.put(
        label.eventId(),
        new JoinEntry.Closed(
            label.positive(), false, true, closed.eventTime(), closed.forgetAt(), List.of()));
    feedback(
        closed.entities(),
        label.eventId(),
        closed.eventTime(),
        label.knownAt(),
        label.positive(),
        false,
        closed.assumed());
  }

  private void repeated(boolean positive, Label label, boolean wasEarly) {
    tell(label.positive() == positive ? Outcome.DUPLICATE : Outcome.CONTRADICTING, label, wasEarly);
  }

  private JoinEntry.Closed closeAtHorizon(ScoredEvent event) {
    long at = event.eventTime() + horizon;
    if (!assumeNegative) {
      tell(Outcome.UNLABELLED, event.eventId(), at, false, false);
      return close(event, false, false, false);
    }
    learn(event, at, false, true);
    tell(Outcome.LEARNT_ASSUMED, event.eventId(), at, false, false);
    JoinEntry.Closed closed = close(event, false, true, false);
    feedback(event.entities(), event.eventId(), event.eventTime(), at, false, true, false);
    return closed;
  }

  private JoinEntry.Closed close(
      ScoredEvent event, boolean positive, boolean assumed, boolean labelled) {
    long forgetAt = Math.max(clock, event.eventTime() + horizon) + remember;
    List<EntityRef> entities = labelled ? List.of() : tracked(event.entities());
    JoinEntry.Closed closed =
        new JoinEntry.Closed(positive, assumed, labelled, event.eventTime(), forgetAt, entities);
    store.put(event.eventId(), closed);
    store.putDue(Due.forget(forgetAt, event.eventTime(), event.eventId()));
    return closed;
  }

  private List<EntityRef> tracked(List<EntityRef> entities) {
    if (tracking.length == 0) {
      return List.of();
    }
    EntityRef[] kept = new EntityRef[entities.size()];
    for (int entity : tracking) {
      kept[entity] = entities.get(entity);
    }
    return Collections.unmodifiableList(Arrays.asList(kept));
  }

  private void learn(ScoredEvent event, long knownAt, boolean positive, boolean assumed) {
    output.learn(
        new Example(
            event.eventId(),
            event.eventTime(),
            knownAt,
            event.values(),
            positive,
            assumed,
            1f,
            event.rawScores(),
            event.threshold(),
            event.version(),
            event.budgetEntity(),
            event.models(),
            event.probabilities()));
  }

  private void feedback(
      List<EntityRef> entities,
      String id,
      long eventTime,
      long knownAt,
      boolean positive,
      boolean assumed,
      boolean correction) {
    for (int entity : tracking) {
      EntityRef ref = entities.get(entity);
      if (ref != null) {
        output.feedback(
            new LabelFact(entity, ref, id, eventTime, knownAt, positive, assumed, correction));
      }
    }
  }

  private void tell(Outcome outcome, Label label, boolean wasEarly) {
    tell(outcome, label.eventId(), label.knownAt(), label.positive(), wasEarly);
  }

  private void tell(Outcome outcome, String id, long at, boolean positive, boolean wasEarly) {
    output.outcome(new OutcomeRecord(outcome, id, at, positive, wasEarly));
  }

  private Due horizonOf(ScoredEvent event) {
    return Due.horizon(event.eventTime() + horizon, event.eventTime(), event.eventId());
  }

  private static Due due(Label label, long eventTime) {
    return Due.label(
        label.knownAt(), eventTime, label.eventId(), label.sequence(), label.positive());
  }

  private long eventTime(String id) {
    JoinEntry entry = store.get(id);
    if (entry instanceof JoinEntry.Pending pending) {
      return pending.event().eventTime();
    }
    return entry instanceof JoinEntry.Closed closed ? closed.eventTime() : Due.UNKNOWN;
  }
}
