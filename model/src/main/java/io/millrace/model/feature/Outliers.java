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
 * <p>Bounded: the newest {@value Marks#CAPACITY} outliers are remembered, each until it lies in no
 * window any more and its label is known, at most {@value #PATIENCE_DAYS} days longer. Blind spots:
 * an outlier forgotten before its label never enters; an event that was none stays in what is usual
 * whatever its label says, and so does one that was assumed negative and then corrected.
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

  /**
   * @param span longest window that outliers are taken over, milliseconds
   */
  Outliers(OutlierSpec spec, long span) {
    super(spec.halfLife());
    above = spec.above();
    this.span = span;
  }

  /** Takes in an event after its features were taken; a missing number changes nothing. */
  void add(long time, String eventId, double number) {
    float value = Timeline.finite(number);
    if (Float.isNaN(value)) {
      return;
    }
    double ratio = ratio(value);
    if (entries() >= LEAST && ratio > above) {
      marks.add(time, TextHash.of(eventId), (float) ratio, value);
    } else {
      add(time, value);
    }
  }

  /**
   * Takes an event out again that was added: exact for an outlier, up to rounding for one that is
   */
  void withdraw(long time, String eventId, double number) {
    float value = Timeline.finite(number);
    int mark = marks.find(TextHash.of(eventId));
    if (mark >= 0) {
      marks.drop(mark);
    } else if (!Float.isNaN(value)) {
      remove(time, value);
    }
  }

  long touch() {
    return entries() + marks.touch();
  }

  void learn(LabelFact fact) {
    if (marks.size() == 0) {
      return;
    }
    int mark = marks.find(TextHash.of(fact.eventId()));
    if (mark < 0) {
      return;
    }
    if (!fact.positive() && marks.label(mark) == Marks.UNKNOWN) {
      add(fact.knownAt(), marks.second(mark));
    }
    marks.label(mark, fact.positive(), fact.knownAt());
  }

  /** Drops outliers that matter to no event at {@code now} or later. */
  void expire(long now) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (isOver(i, now)) {
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
  }

  @Override
  void read(StateReader in) {
    super.read(in);
    marks.read(in);
  }
}
