package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The label join the stupid way: one mutable file an id, no index; to advance, it looks through
 * everything for what comes first, does it, and looks again.
 */
final class NaiveLabelJoin {
  /** What is known of an id. */
  private static final class Case {
    ScoredEvent event;
    boolean closed;
    boolean assumed;
    boolean taken;
    Label label;
    Label waiting;
    long forgetAt;
  }

  private record Held(Label label, long eventTimeAtHold) {}

  private record Todo(long at, int kind, long eventTime, String id, long sequence, Runnable act) {}

  private static final Comparator<Todo> ORDER =
      Comparator.comparingLong(Todo::at)
          .thenComparingInt(Todo::kind)
          .thenComparingLong(Todo::eventTime)
          .thenComparing(Todo::id)
          .thenComparingLong(Todo::sequence);

  private final LabelPolicy policy;
  private final LabelJoinOutput output;
  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final List<Held> held = new ArrayList<>();
  private long clock = Long.MIN_VALUE;

  NaiveLabelJoin(LabelPolicy policy, LabelJoinOutput output) {
    this.policy = policy;
    this.output = output;
  }

  int pending() {
    return (int) cases.values().stream().filter(c -> c.event != null && !c.closed).count();
  }

  void scored(ScoredEvent event) {
    Case c = cases.computeIfAbsent(event.eventId(), id -> new Case());
    if (c.event != null) {
      output.outcome(
          new OutcomeRecord(
              Outcome.DUPLICATE_SCORE, event.eventId(), event.eventTime(), false, false));
      return;
    }
    c.event = event;
    if (c.waiting != null) {
      Label waited = c.waiting;
      c.waiting = null;
      meet(c, waited, true);
    }
  }

  void label(Label label) {
    Case c = cases.computeIfAbsent(label.eventId(), id -> new Case());
    if (c.event != null) {
      meet(c, label, false);
    } else if (c.waiting == null) {
      c.waiting = label;
      c.forgetAt = Math.max(clock, label.knownAt()) + policy.remember().toMillis();
      tell(Outcome.WAITING_EARLY, label, false);
    } else {
      Label first = c.waiting;
      if (believes(first, label)) {
        boolean same = first.positive() == label.positive();
        tell(same ? Outcome.DUPLICATE : Outcome.CORRECTED, label, false);
        long knownAt = same ? first.knownAt() : label.knownAt();
        c.waiting = new Label(first.eventId(), label.positive(), knownAt, 0, label.channel());
      } else {
        again(first, label, false);
      }
    }
  }

  void hold(Label label) {
    held.add(new Held(label, eventTime(label.eventId())));
  }

  void advance(long watermark) {
    clock = watermark;
    while (true) {
      List<Todo> todo = todo();
      todo.removeIf(t -> t.at() > watermark);
      if (todo.isEmpty()) {
        return;
      }
      todo.sort(ORDER);
      todo.get(0).act().run();
    }
  }

  private List<Todo> todo() {
    List<Todo> all = new ArrayList<>();
    for (Held h : held) {
      String id = h.label().eventId();
      long eventTime = h.eventTimeAtHold() == Long.MIN_VALUE ? eventTime(id) : h.eventTimeAtHold();
      Runnable act =
          () -> {
            held.remove(h);
            label(h.label());
          };
      all.add(new Todo(h.label().knownAt(), 0, eventTime, id, h.label().sequence(), act));
    }
    cases.forEach(
        (id, c) -> {
          if (c.event != null && !c.closed) {
            if (policy.negativeAfter() != null && sampled(c) && !c.taken) {
              long at = c.event.eventTime() + policy.negativeAfter().toMillis();
              all.add(new Todo(at, 3, c.event.eventTime(), id, 0, () -> take(c, at)));
            }
            all.add(new Todo(due(c), 1, c.event.eventTime(), id, 0, () -> horizon(c)));
          } else {
            long eventTime = c.event == null ? Long.MIN_VALUE : c.event.eventTime();
            all.add(new Todo(c.forgetAt, 2, eventTime, id, 0, () -> forget(id)));
          }
        });
    return all;
  }

  private long due(Case c) {
    return c.event.eventTime() + policy.horizon().toMillis();
  }

  private long eventTime(String id) {
    Case c = cases.get(id);
    return c == null || c.event == null ? Long.MIN_VALUE : c.event.eventTime();
  }

  private void forget(String id) {
    Case c = cases.remove(id);
    if (c.waiting != null) {
      output.outcome(new OutcomeRecord(Outcome.ORPHAN, id, c.forgetAt, c.waiting.positive(), true));
    }
  }

  private void meet(Case c, Label label, boolean wasEarly) {
    if (!c.closed && label.knownAt() <= due(c)) {
      if (label.positive() || sampled(c)) {
        learnFinally(c, label.positive(), label.knownAt(), false);
        tell(Outcome.LEARNT_FROM_LABEL, label, wasEarly);
      } else {
        tell(Outcome.SAMPLED_OUT_FROM_LABEL, label, wasEarly);
      }
      close(c);
      c.label = label;
      feedback(c, label.positive(), label.knownAt(), false, false);
      return;
    }
    if (!c.closed) {
      horizon(c);
    }
    if (c.label != null && believes(c.label, label)) {
      boolean same = c.label.positive() == label.positive();
      tell(same ? Outcome.DUPLICATE : Outcome.CORRECTED, label, wasEarly);
      c.label = label;
      if (!same) feedback(c, label.positive(), label.knownAt(), false, true);
    } else if (c.label != null) {
      again(c.label, label, wasEarly);
    } else if (c.assumed && !label.positive()) {
      tell(Outcome.DUPLICATE, label, wasEarly);
    } else {
      tell(Outcome.LATE, label, wasEarly);
      c.label = label;
      feedback(c, label.positive(), label.knownAt(), false, c.assumed);
    }
  }

  private void horizon(Case c) {
    String id = c.event.eventId();
    if (policy.assumeNegative()) {
      if (sampled(c)) learnFinally(c, false, due(c), true);
      Outcome outcome = sampled(c) ? Outcome.LEARNT_ASSUMED : Outcome.SAMPLED_OUT_ASSUMED;
      output.outcome(new OutcomeRecord(outcome, id, due(c), false, false));
      feedback(c, false, due(c), true, false);
      c.assumed = true;
    } else {
      output.outcome(new OutcomeRecord(Outcome.UNLABELLED, id, due(c), false, false));
    }
    close(c);
  }

  private void close(Case c) {
    c.closed = true;
    c.forgetAt = Math.max(clock, due(c)) + policy.remember().toMillis();
  }

  private boolean believes(Label first, Label label) {
    return policy.corrects() && label.channel() >= first.channel();
  }

  private void again(Label first, Label label, boolean wasEarly) {
    boolean same = first.positive() == label.positive();
    tell(same ? Outcome.DUPLICATE : Outcome.CONTRADICTING, label, wasEarly);
  }

  private void take(Case c, long at) {
    c.taken = true;
    learn(c, c.event.values(), false, at, true, 0, weightOf(c, false), 0);
  }

  private void learnFinally(Case c, boolean positive, long knownAt, boolean assumed) {
    float weight = weightOf(c, positive);
    if (c.taken && positive) {
      learn(c, c.event.values(), true, knownAt, assumed, 1, 1, weightOf(c, false));
    } else if (c.taken) {
      learn(c, new float[0], false, knownAt, assumed, weight, 0, 0);
    } else {
      learn(c, c.event.values(), positive, knownAt, assumed, weight, weight, 0);
    }
  }

  private float weightOf(Case c, boolean positive) {
    return positive ? 1 : (float) (1 / policy.sample().share());
  }

  private boolean sampled(Case c) {
    return policy.sample().holds(c.event.eventId());
  }

  private void learn(
      Case c,
      float[] values,
      boolean positive,
      long knownAt,
      boolean assumed,
      float weight,
      float lesson,
      float reverses) {
    ScoredEvent e = c.event;
    output.learn(
        new Example(
            e.eventId(),
            e.eventTime(),
            knownAt,
            values,
            positive,
            assumed,
            weight,
            e.rawScores(),
            e.threshold(),
            e.version(),
            e.budgetEntity(),
            Example.ONE_MODEL,
            Example.UNCALIBRATED,
            lesson,
            reverses));
  }

  private void feedback(
      Case c, boolean positive, long knownAt, boolean assumed, boolean correction) {
    for (int entity : new int[] {0, 2}) {
      EntityRef ref = c.event.entities().get(entity);
      if (ref != null) {
        output.feedback(
            new LabelFact(
                entity,
                ref,
                c.event.eventId(),
                c.event.eventTime(),
                knownAt,
                positive,
                assumed,
                correction));
      }
    }
  }

  private void tell(Outcome outcome, Label label, boolean wasEarly) {
    output.outcome(
        new OutcomeRecord(outcome, label.eventId(), label.knownAt(), label.positive(), wasEarly));
  }
}
