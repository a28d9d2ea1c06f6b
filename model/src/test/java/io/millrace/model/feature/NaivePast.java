package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** The stupid way: keeps everything, looks at everything, each time. */
final class NaivePast {
  private static final long NEVER = Long.MIN_VALUE;

  private final EntitySpec entity;
  private final List<Event> events = new ArrayList<>();
  private final List<LabelFact> labels = new ArrayList<>();
  private final List<LabelFact> inWindows = new ArrayList<>();

  NaivePast(EntitySpec entity) {
    this.entity = entity;
  }

  void add(Event event) {
    events.add(event);
  }

  void learn(LabelFact fact) {
    if (fact.correction()) {
      boolean assumed =
          inWindows.removeIf(old -> old.assumed() && old.eventId().equals(fact.eventId()));
      if (!assumed) removeNewestOpposite(fact);
    }
    labels.add(fact);
    inWindows.add(fact);
  }

  private void removeNewestOpposite(LabelFact fact) {
    LabelFact newest = null;
    for (LabelFact old : inWindows) {
      boolean opposite = old.eventId().equals(fact.eventId()) && old.positive() != fact.positive();
      if (opposite && (newest == null || old.knownAt() >= newest.knownAt())) newest = old;
    }
    inWindows.remove(newest);
  }

  float take(FeatureSpec.History feature, Event event) {
    Take take = feature.take();
    if (take.ofLabels()) {
      return take.windowed() ? overLabels(feature, event) : ofLabels(take, event.time());
    }
    if (take == Take.SINCE_LAST) {
      return hours(lastEvent(event.time()), event.time());
    }
    List<Event> window = window(feature, event.time());
    if (take == Take.COUNT) {
      return window.size();
    }
    int slot = entity.numberSlots().get(feature.number());
    double[] numbers =
        window.stream()
            .mapToDouble(e -> (float) e.numbers()[slot])
            .filter(v -> !Double.isNaN(v))
            .toArray();
    return (float) ofNumbers(take, numbers, (float) event.numbers()[slot]);
  }

  private List<Event> window(FeatureSpec.History feature, long time) {
    long start = Math.max(time - entity.windows().get(feature.window()), horizon());
    return events.stream().filter(e -> e.time() > start && e.time() <= time).toList();
  }

  /** Events up to here have left even the longest window of the newest event. */
  private long horizon() {
    long newest = events.stream().mapToLong(Event::time).max().orElse(NEVER);
    return newest == NEVER ? NEVER : newest - entity.longestWindow();
  }

  private long lastEvent(long time) {
    long newest = events.stream().mapToLong(Event::time).max().orElse(NEVER);
    if (newest <= time) {
      return newest;
    }
    long horizon = horizon();
    long held =
        events.stream()
            .mapToLong(Event::time)
            .filter(t -> t > horizon && t <= time)
            .max()
            .orElse(NEVER);
    long gone =
        events.stream().mapToLong(Event::time).filter(t -> t <= horizon).max().orElse(NEVER);
    return held != NEVER ? held : gone <= time ? gone : NEVER;
  }

  private static double ofNumbers(Take take, double[] numbers, double current) {
    DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    for (double number : numbers) {
      all.accept(number);
    }
    int n = numbers.length;
    return switch (take) {
      case SUM -> all.getSum();
      case MEAN -> n == 0 ? Double.NaN : all.getAverage();
      case MIN -> n == 0 ? Double.NaN : all.getMin();
      case MAX -> n == 0 ? Double.NaN : all.getMax();
      case RATIO -> n == 0 ? Double.NaN : over(current, all.getAverage(), 1);
      case ZSCORE -> n < 2 ? Double.NaN : zscore(numbers, all.getAverage(), current);
      default -> throw new AssertionError(take);
    };
  }

  private static double zscore(double[] numbers, double mean, double current) {
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    double deviation = Math.sqrt(squares / (numbers.length - 1));
    return over(current - mean, Math.max(deviation, 0.01 * Math.abs(mean)), 0);
  }

  private static double over(double a, double b, double equal) {
    if (a == b || (equal == 0 && a == 0)) {
      return a == b && equal == 1 ? 1 : a == 0 ? 0 : a / b;
    }
    return Math.max(-1e6, Math.min(1e6, a / b));
  }

  private float overLabels(FeatureSpec.History feature, Event event) {
    long start = Math.max(event.time() - entity.windows().get(feature.window()), horizon());
    long count = 0;
    long positives = 0;
    for (LabelFact fact : inWindows) {
      if (fact.knownAt() > start) {
        count++;
        positives += fact.positive() ? 1 : 0;
      }
    }
    return switch (feature.take()) {
      case LABEL_COUNT -> count;
      case POSITIVE_COUNT -> positives;
      case LABEL_RATE -> count == 0 ? Float.NaN : (float) ((double) positives / count);
      default -> throw new AssertionError(feature);
    };
  }

  private float ofLabels(Take take, long time) {
    int streak = 0;
    long since = NEVER;
    for (int i = labels.size() - 1; i >= 0 && labels.get(i).positive(); i--) {
      streak++;
      since = labels.get(i).knownAt();
    }
    return switch (take) {
      case LABEL_STREAK -> streak;
      case LABEL_STREAK_AGE -> hours(since, time);
      case SINCE_LAST_POSITIVE -> hours(lastLabel(true), time);
      case SINCE_LAST_NEGATIVE -> hours(lastLabel(false), time);
      case SINCE_LAST_LABEL -> hours(Math.max(lastLabel(true), lastLabel(false)), time);
      default -> throw new AssertionError(take);
    };
  }

  private long lastLabel(boolean positive) {
    return labels.stream()
        .filter(fact -> fact.positive() == positive)
        .mapToLong(LabelFact::knownAt)
        .max()
        .orElse(NEVER);
  }

  private static float hours(long then, long time) {
    return then == NEVER ? Float.NaN : (float) (Math.max(0, time - then) / 3_600_000.0);
  }
}
