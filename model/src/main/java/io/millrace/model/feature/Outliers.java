package io.millrace.model.feature;

import io.millrace.model.event.LabelFact;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What is usual for an entity in one number, and the events that were not. An event whose number is
 * more than {@code above} times the usual mean is an outlier: it is set apart, and enters what is
 * usual only when a label says that it was negative, at the time that is known; labelled positive,
 * it never does. So somebody else's spree does not become the new normal, and one's own does, a
 * label later. The first {@value #LEAST} numbers of an entity are never outliers.
 *
 * <p>With {@code retract} a number leaves what is usual when a positive label of its event is
 * known, at the weight that it has by then, and comes back where a correction says negative. So
 * that nothing is lost by subtracting, the numbers that may still leave are held beside the sums of
 * those that may not, and a label that changes something sums up anew: O(held), at positive labels
 * only.
 *
 * <p>Bounded: the newest {@value Marks#CAPACITY} outliers are remembered, each until it lies in no
 * window any more and its label is known, at most {@value #PATIENCE_DAYS} days longer; of the other
 * numbers the newest {@code retract}. Blind spots: an outlier forgotten before its label never
 * enters; a number that is held no longer stays in what is usual whatever its label says.
 */
final class Outliers extends Usual {
  /** Numbers from which on something is */
  static final int LEAST = 3;

  static final int PATIENCE_DAYS = 90;

  private static final double LIMIT = 1e6;
  private static final double LEAST_DEVIATION = 0.01;
  private static final long DAY = 24 * 3_600_000L;

  private final double above;
  private final long span;
  private final Marks marks = new Marks();

  /** Numbers in what is usual that may leave it; null where none may. */
  private final Retractable retractable;

  /** What is usual but for those and for outliers with a negative label; null where none may. */
  private final Usual settled;

  /**
   * @param span longest window that outliers are taken over, milliseconds
   */
  Outliers(OutlierSpec spec, long span) {
    super(spec.halfLife());
    above = spec.above();
    this.span = span;
    retractable = spec.retract() == 0 ? null : new Retractable(spec.retract());
    settled = spec.retract() == 0 ? null : new Usual(spec.halfLife());
  }

  /** Takes in an event after its features were taken; a missing number changes nothing. */
  void add(long time, String eventId, double number) {
    float value = Timeline.finite(number);
    if (Float.isNaN(value)) {
      return;
    }
    double ratio = ratio(value);
    if (entries() >= LEAST && ratio > above) {
      if (marks.isFullFor(time)) {
        settle(0);
      }
      marks.add(time, TextHash.of(eventId), (float) ratio, value);
    } else {
      add(time, value);
      hold(time, eventId, value);
    }
  }

  private void hold(long time, String eventId, float value) {
    if (retractable == null) {
      return;
    }
    if (retractable.isFull() && !retractable.isRetracted(0)) {
      settled.add(retractable.time(0), retractable.number(0));
    }
    retractable.add(time, TextHash.of(eventId), value);
  }

  /** An outlier is to be forgotten: if it is in what is usual, it stays there for good. */
  private void settle(int mark) {
    if (settled != null && marks.label(mark) == Marks.NEGATIVE) {
      settled.add(marks.knownAt(mark), marks.second(mark));
    }
  }

  /** What is usual is what has settled, and what is held and not retracted. */
  private void sumUp() {
    copy(settled);
    for (int i = 0; i < retractable.size(); i++) {
      if (!retractable.isRetracted(i)) {
        add(retractable.time(i), retractable.number(i));
      }
    }
    for (int i = 0; i < marks.size(); i++) {
      if (marks.label(i) == Marks.NEGATIVE) {
        add(marks.knownAt(i), marks.second(i));
      }
    }
  }

  /**
   * Takes an event out again that was added: exact for an outlier, up to rounding for one that is
   */
  void withdraw(long time, String eventId, double number) {
    float value = Timeline.finite(number);
    long id = TextHash.of(eventId);
    int mark = marks.find(id);
    if (mark >= 0) {
      boolean counted = settled != null && marks.label(mark) == Marks.NEGATIVE;
      marks.drop(mark);
      if (counted) {
        sumUp();
      }
    } else if (retractable != null && retractable.holds(id)) {
      if (retractable.retract(id, true)) {
        sumUp();
      }
    } else if (!Float.isNaN(value)) {
      remove(time, value);
    }
  }

  long touch() {
    return entries() + marks.touch() + (retractable == null ? 0 : retractable.touch());
  }

  void learn(LabelFact fact) {
    // Of the other numbers a negative says something only if it corrects a positive.
    boolean retracts = retractable != null && (fact.positive() || fact.correction());
    if (marks.size() == 0 && !retracts) {
      return;
    }
    long id = TextHash.of(fact.eventId());
    int mark = marks.find(id);
    if (mark < 0) {
      if (retracts && retractable.retract(id, fact.positive())) {
        sumUp();
      }
    } else if (retractable == null) {
      if (!fact.positive() && marks.label(mark) == Marks.UNKNOWN) {
        add(fact.knownAt(), marks.second(mark));
      }
      marks.label(mark, fact.positive(), fact.knownAt());
    } else {
      learnOfOutlier(mark, fact);
    }
  }

  private void learnOfOutlier(int mark, LabelFact fact) {
    boolean counted = marks.label(mark) == Marks.NEGATIVE;
    if (counted && !fact.positive()) {
      return;
    }
    marks.label(mark, fact.positive(), fact.knownAt());
    if (counted) {
      sumUp();
    } else if (!fact.positive()) {
      add(fact.knownAt(), marks.second(mark));
    }
  }

  /** Drops outliers that matter to no event at {@code now} or later. */
  void expire(long now) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (isOver(i, now)) {
        settle(i);
        marks.drop(i);
      }
    }
  }

  private boolean isOver(int mark, long now) {
    long last = marks.time(mark);
    if (marks.label(mark) == Marks.UNKNOWN) {
      last += PATIENCE_DAYS * DAY;
    } else {
      last = Math.max(last, marks.knownAt(mark));
    }
    return last <= now - span;
  }

  /** The number over the usual mean, within ±1e6; NaN while nothing is */
  double ratio(float number) {
    double mean = mean();
    return mean == number ? 1 : clamp(number / mean);
  }

  /** The number less the usual mean, over the usual deviation, within ±1e6. */
  double zscore(float number) {
    double mean = mean();
    double deviation = Math.max(deviation(), LEAST_DEVIATION * Math.abs(mean));
    return Double.isNaN(deviation)
        ? Double.NaN
        : mean == number ? 0 : clamp((number - mean) / deviation);
  }

  private static double clamp(double value) {
    return Math.max(-LIMIT, Math.min(LIMIT, value));
  }

  /** Outliers in (start, end]. */
  int count(long start, long end) {
    int count = 0;
    for (int i = marks.size() - 1; i >= 0 && marks.time(i) > start; i--) {
      count += marks.time(i) <= end ? 1 : 0;
    }
    return count;
  }

  /** The highest ratio of an outlier in (start, end]; NaN without one. */
  float highest(long start, long end) {
    float highest = Float.NaN;
    for (int i = marks.size() - 1; i >= 0 && marks.time(i) > start; i--) {
      if (marks.time(i) <= end && !(marks.first(i) <= highest)) {
        highest = marks.first(i);
      }
    }
    return highest;
  }

  /** Outliers whose positive label was known after {@code start}. */
  int positives(long start) {
    int count = 0;
    for (int i = 0; i < marks.size(); i++) {
      count += marks.label(i) == Marks.POSITIVE && marks.knownAt(i) > start ? 1 : 0;
    }
    return count;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    marks.write(out);
    if (retractable != null) {
      settled.write(out);
      retractable.write(out);
    }
  }

  @Override
  void read(StateReader in) {
    super.read(in);
    marks.read(in);
    if (retractable != null) {
      settled.read(in);
      retractable.read(in);
    }
  }
}
