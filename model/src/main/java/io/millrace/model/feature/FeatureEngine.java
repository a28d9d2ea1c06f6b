package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.state.StateReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Computes the features of events: one float a feature, at its place in the {@link FeatureSet}, NaN
 * where it is missing. What it takes from histories lies strictly before the event in arrival and
 * not after it in time, so no value depends on the event's own entry, its label, or the future.
 *
 * <p>Undefined values: a mean, least, greatest, ratio or z-score without a past number, and a ratio
 * or z-score of an event without the number, are missing; a z-score needs two past numbers. The
 * standard deviation is the sample's (n - 1), at least 1 % of the absolute mean. Ratio and z-score
 * are clamped to ±1e6; over a mean (deviation) of zero they are ±1e6 by sign, or 1 (0) where the
 * number equals the mean. Counts and sums of nothing are 0, every text is met for the first time;
 * rates, ages and times since of nothing are missing. Times since are never below 0: a label known
 * after the event's time counts as known now.
 *
 * <p>Stateless apart from the compiled features; may be shared by threads. About 0.3 us an entity
 * with 120 events, three windows and one number.
 */
public final class FeatureEngine {
  private static final double LIMIT = 1e6;
  private static final double LEAST_DEVIATION = 0.01;
  private static final double HOUR = 3_600_000.0;

  private final FeatureSet set;
  private final float[] missing;
  private final OfEvent[] ofEvent;
  private final Plan[] plans;

  /** A feature of the event alone. */
  private interface OfEvent {
    void take(Event event, float[] values);
  }

  /** A feature of a history: what is taken and where it goes. */
  private record Taken(Take take, int position) {}

  /**
   * The features of one entity: those over windows by [walk][window], a walk for each number (or
   * one that counts only) and one for labels; and the others.
   */
  @SuppressWarnings("ArrayRecordComponent") // Private and never changed.
  private record Plan(
      HistoryLayout layout,
      EntityHistory empty,
      int[] keySlots,
      long[] windows,
      Taken[][][] ofEvents,
      Taken[][] ofLabels,
      double labelParts,
      Taken[] scalars,
      OutlierTakes outliers,
      TextTakes texts,
      DecayTakes decays) {}

  public FeatureEngine(FeatureSet set) {
    this.set = set;
    missing = new float[set.size()];
    Arrays.fill(missing, Float.NaN);
    List<OfEvent> simple = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      OfEvent feature = ofEvent(set.features().get(i), i);
      if (feature != null) {
        simple.add(feature);
      }
    }
    ofEvent = simple.toArray(new OfEvent[0]);
    plans = new Plan[set.entities().size()];
    for (int entity = 0; entity < plans.length; entity++) {
      plans[entity] = plan(set, entity);
    }
  }

  public FeatureSet set() {
    return set;
  }

  /** How many values an event has. */
  public int size() {
    return missing.length;
  }

  /** Values of an event of which nothing is known yet: all NaN. */
  public float[] newValues() {
    return missing.clone();
  }

  /** A history in which nothing has happened. */
  public EntityHistory newHistory(int entity) {
    return new EntityHistory(plans[entity].layout);
  }

  /** The history that {@link EntityHistory#write} wrote. */
  public EntityHistory readHistory(int entity, StateReader in) {
    return newHistory(entity).read(in);
  }

  /**
   * The key of the event's entity; null if any of its fields is missing. Several fields are joined
   * by "+", with "+" and "\" inside a field escaped by "\", so that different fields never give the
   * same key.
   */
  public String key(int entity, Event event) {
    int[] slots = plans[entity].keySlots;
    if (slots.length == 1) {
      return event.texts()[slots[0]];
    }
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < slots.length; i++) {
      String text = event.texts()[slots[i]];
      if (text == null) {
        return null;
      }
      if (i > 0) {
        key.append('+');
      }
      key.append(text.replace("\\", "\\\\").replace("+", "\\+"));
    }
    return key.toString();
  }

  /** Fills in the features that need no history. */
  public void ofEvent(Event event, float[] values) {
    for (OfEvent feature : ofEvent) {
      feature.take(event, values);
    }
  }

  /**
   * Fills in what the entity's history says, as it was before this event.
   *
   * @param history null for an event that lacks the entity: it sees an empty past
   */
  public void ofHistory(int entity, EntityHistory history, Event event, float[] values) {
    Plan plan = plans[entity];
    EntityHistory past = history == null ? plan.empty : history;
    long time = event.time();
    int[] slots = plan.layout.slots();
    for (int pass = 0; pass < plan.ofEvents.length; pass++) {
      boolean ofNumber = pass < slots.length;
      overWindows(
          plan,
          plan.ofEvents[pass],
          past.timeline(),
          ofNumber ? pass : -1,
          time,
          time,
          ofNumber ? Timeline.finite(event.numbers()[slots[pass]]) : Float.NaN,
          values);
    }
    LabelHistory labels = past.labelHistory();
    if (labels != null) {
      // No end: a label known after the event's time is known already.
      overWindows(plan, plan.ofLabels, labels, 0, time, Long.MAX_VALUE, Float.NaN, values);
    }
    if (plan.outliers != null) {
      plan.outliers.take(past.outliers(), event, values);
    }
    if (plan.texts != null) {
      plan.texts.take(past, event, values);
    }
    if (plan.decays != null) {
      plan.decays.take(past.decays(), event, values);
    }
    for (Taken taken : plan.scalars) {
      values[taken.position] = scalar(taken.take, past, labels, time);
    }
  }

  /** One walk from the newest entry back to the start of the longest window. */
  private static void overWindows(
      Plan plan,
      Taken[][] windows,
      Timeline timeline,
      int number,
      long time,
      long end,
      float current,
      float[] values) {
    if (windows.length == 0) {
      return;
    }
    Tally tally = timeline.upTo(end);
    Tally cut = timeline.isExact() ? null : new Tally();
    for (int w = 0; w < windows.length; w++) {
      Tally sums = timeline.extend(tally, cut, number, time - plan.windows[w], end);
      for (Taken taken : windows[w]) {
        values[taken.position] = over(taken.take, sums, current, plan.labelParts);
      }
    }
  }

  private static float over(Take take, Tally sums, float current, double labelParts) {
    return (float)
        switch (take) {
          case COUNT -> Math.rint(sums.count);
          case LABEL_COUNT -> Math.rint(sums.count * labelParts) / labelParts;
          case SUM -> sums.sum;
          case MEAN -> sums.n > 0 ? sums.mean() : Double.NaN;
          case MIN -> sums.n > 0 ? sums.min : Double.NaN;
          case MAX -> sums.n > 0 ? sums.max : Double.NaN;
          case RATIO -> ratio(sums, current);
          case ZSCORE -> zscore(sums, current);
          case POSITIVE_COUNT -> Math.rint(sums.sum * labelParts) / labelParts;
          case LABEL_RATE -> sums.count > 0 ? sums.sum / sums.count : Double.NaN;
          default -> throw new IllegalStateException(take + " is not taken over windows");
        };
  }

  private static double ratio(Tally sums, float current) {
    return sums.n > 0 ? ratio(sums.mean(), current) : Double.NaN;
  }

  /** NaN where either is. */
  static double ratio(double mean, float current) {
    return mean == current ? 1 : clamp(current / mean);
  }

  private static double zscore(Tally sums, float current) {
    if (!(sums.n >= 2) || Float.isNaN(current)) {
      return Double.NaN;
    }
    double mean = sums.mean();
    double deviation = Math.max(sums.deviation(), LEAST_DEVIATION * Math.abs(mean));
    return mean == current ? 0 : clamp((current - mean) / deviation);
  }

  private static double clamp(double value) {
    return Math.max(-LIMIT, Math.min(LIMIT, value));
  }

  private static float scalar(Take take, EntityHistory past, LabelHistory labels, long time) {
    return switch (take) {
      case SINCE_LAST -> hoursSince(past.lastEvent(time), time);
      case LABEL_STREAK -> labels.streak();
      case LABEL_STREAK_AGE -> hoursSince(labels.streakSince(), time);
      case SINCE_LAST_POSITIVE -> hoursSince(labels.lastPositive(), time);
      case SINCE_LAST_NEGATIVE -> hoursSince(labels.lastNegative(), time);
      case SINCE_LAST_LABEL -> hoursSince(labels.last(), time);
      default -> throw new IllegalStateException(take + " is taken over windows");
    };
  }

  private static float hoursSince(long then, long time) {
    return then == EntityHistory.NEVER ? Float.NaN : (float) (Math.max(0, time - then) / HOUR);
  }

  private static OfEvent ofEvent(FeatureSpec feature, int position) {
    if (feature instanceof FeatureSpec.Number number) {
      int slot = number.slot();
      return (event, values) -> values[position] = Timeline.finite(event.numbers()[slot]);
    }
    if (feature instanceof FeatureSpec.Category category) {
      int slot = category.slot();
      return (event, values) -> {
        String text = event.texts()[slot];
        values[position] = text == null ? Float.NaN : TextHash.category(text);
      };
    }
    if (feature instanceof FeatureSpec.HourBetween hours) {
      LocalTimes local = new LocalTimes(hours.zone());
      int from = hours.from();
      int to = hours.to();
      return (event, values) -> {
        int hour = local.hour(event.time());
        boolean inside = from <= to ? hour >= from && hour < to : hour >= from || hour < to;
        values[position] = inside ? 1 : 0;
      };
    }
    if (feature instanceof FeatureSpec.Weekend weekend) {
      LocalTimes local = new LocalTimes(weekend.zone());
      return (event, values) -> values[position] = local.weekday(event.time()) >= 5 ? 1 : 0;
    }
    return null;
  }

  private static Plan plan(FeatureSet set, int entity) {
    EntitySpec spec = set.entities().get(entity);
    HistoryLayout layout = HistoryLayout.of(set, entity);
    int windows = spec.windows().size();
    int numbers = spec.numberSlots().size();
    Taken[][][] ofEvents = new Taken[Math.max(1, numbers)][][];
    for (int p = 0; p < ofEvents.length; p++) {
      int pass = p;
      ofEvents[p] = byWindow(set, entity, windows, f -> f.take().ofEvents() && passOf(f) == pass);
    }
    return new Plan(
        layout,
        new EntityHistory(layout),
        spec.keySlots().stream().mapToInt(Integer::intValue).toArray(),
        spec.windows().stream().mapToLong(Long::longValue).toArray(),
        ofEvents,
        byWindow(set, entity, windows, f -> f.take().ofLabels()),
        layout.gradesLabels() ? LabelTag.WHOLE : 1,
        taken(set, entity, f -> !f.take().windowed() && !f.take().ofOutliers()),
        OutlierTakes.of(set, entity),
        TextTakes.of(set, entity),
        DecayTakes.of(set, entity, layout));
  }

  /** Which walk a feature is taken in: its number's; counts come along with the first. */
  private static int passOf(FeatureSpec.History feature) {
    return feature.take().ofNumber() ? feature.number() : 0;
  }

  /** By window, up to the longest that is asked for. */
  private static Taken[][] byWindow(
      FeatureSet set, int entity, int windows, Predicate<FeatureSpec.History> which) {
    Taken[][] byWindow = new Taken[windows][];
    int used = 0;
    for (int w = 0; w < windows; w++) {
      int window = w;
      byWindow[w] =
          taken(set, entity, f -> f.take().windowed() && f.window() == window && which.test(f));
      used = byWindow[w].length > 0 ? w + 1 : used;
    }
    return Arrays.copyOf(byWindow, used);
  }

  private static Taken[] taken(FeatureSet set, int entity, Predicate<FeatureSpec.History> which) {
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      if (set.features().get(i) instanceof FeatureSpec.History history
          && history.entity() == entity
          && which.test(history)) {
        taken.add(new Taken(history.take(), i));
      }
    }
    return taken.toArray(new Taken[0]);
  }
}
