package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The stupid way: keeps everything that happened and starts over for each question. */
final class NaiveOutliers {
  private final OutlierSpec spec;
  private final int slot;
  private final long span;
  private long newest = Long.MIN_VALUE;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Outlier> outliers = new ArrayList<>();

  /** Something that entered what is usual; the id of an outlier's is null. */
  private record Entry(String id, long time, double value) {}

  /** The ids of all that came as usual, and of those whose label was positive in the end. */
  private final List<String> ordinary = new ArrayList<>();

  private final Set<String> retracted = new HashSet<>();

  private record Outlier(
      String id, long time, double ratio, double value, Boolean label, long at) {}

  NaiveOutliers(OutlierSpec spec, int slot, long span) {
    this.spec = spec;
    this.slot = slot;
    this.span = span;
  }

  void add(Event event) {
    float value = (float) event.numbers()[slot];
    if (Float.isNaN(value)) {
      prune(event.time());
      return;
    }
    if (usual().size() >= 3 && value / mean() > spec.above()) {
      outliers.add(new Outlier(event.id(), event.time(), value / mean(), value, null, 0));
    } else {
      entries.add(new Entry(event.id(), event.time(), value));
      ordinary.add(event.id());
    }
    prune(event.time());
  }

  /** A late event sees no outlier that the newest event's longest window does not reach. */
  private void prune(long time) {
    newest = Math.max(newest, time);
    outliers.removeIf(o -> o.label != null && Math.max(o.time, o.at) <= newest - span);
  }

  void learn(LabelFact fact) {
    learnOfOrdinary(fact);
    for (int i = 0; i < outliers.size(); i++) {
      Outlier o = outliers.get(i);
      if (o.id.equals(fact.eventId())) {
        boolean corrects = spec.retract() > 0 && o.label != null;
        if (corrects && !o.label && fact.positive()) {
          entries.removeIf(e -> e.id == null && e.time == o.at && e.value == o.value);
        } else if (!fact.positive() && (o.label == null || corrects && o.label)) {
          entries.add(new Entry(null, fact.knownAt(), o.value));
        }
        outliers.set(
            i, new Outlier(o.id, o.time, o.ratio, o.value, fact.positive(), fact.knownAt()));
      }
    }
  }

  private void learnOfOrdinary(LabelFact fact) {
    int held = Math.max(0, ordinary.size() - spec.retract());
    if (!ordinary.subList(held, ordinary.size()).contains(fact.eventId())) {
      return;
    }
    if (fact.positive()) {
      retracted.add(fact.eventId());
    } else {
      retracted.remove(fact.eventId());
    }
  }

  private List<Entry> usual() {
    return entries.stream().filter(e -> !retracted.contains(e.id)).toList();
  }

  double take(Take take, Event event, long window) {
    float value = (float) event.numbers()[slot];
    long start = event.time() - window;
    return switch (take) {
      case USUAL_RATIO -> usual().isEmpty() ? Double.NaN : value / mean();
      case USUAL_ZSCORE ->
          usual().size() < 2
              ? Double.NaN
              : (value - mean()) / Math.max(deviation(), 0.01 * Math.abs(mean()));
      case OUTLIER_COUNT -> within(start, event.time()).size();
      case OUTLIER_MAX ->
          within(start, event.time()).stream().mapToDouble(Outlier::ratio).max().orElse(Double.NaN);
      case OUTLIER_POSITIVE_COUNT ->
          outliers.stream().filter(o -> Boolean.TRUE.equals(o.label) && o.at > start).count();
      default -> throw new AssertionError(take);
    };
  }

  private List<Outlier> within(long start, long end) {
    return outliers.stream().filter(o -> o.time > start && o.time <= end).toList();
  }

  private double weight(Entry entry, long newest) {
    return Math.pow(0.5, (double) (newest - entry.time) / spec.halfLife());
  }

  private long newestEntry() {
    return usual().stream().mapToLong(Entry::time).max().orElseThrow();
  }

  private double mean() {
    long newest = newestEntry();
    double weights = usual().stream().mapToDouble(e -> weight(e, newest)).sum();
    return usual().stream().mapToDouble(e -> weight(e, newest) * e.value).sum() / weights;
  }

  private double deviation() {
    double mean = mean();
    long newest = newestEntry();
    double weights = usual().stream().mapToDouble(e -> weight(e, newest)).sum();
    double squares =
        usual().stream()
            .mapToDouble(e -> weight(e, newest) * (e.value - mean) * (e.value - mean))
            .sum();
    return Math.sqrt(squares / weights);
  }
}
