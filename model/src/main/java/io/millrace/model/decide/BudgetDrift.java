package io.millrace.model.decide;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.Quantiles;
import io.millrace.model.metric.CalendarDays;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Alerts against their budget, by the days of event time: how many entities (or events) of a day
 * were alerts, beside this instance's part of the budget. An instance's own, never part of a
 * replica.
 *
 * <p>An episode begins as soon as a day has too many, or when as many days as a cycle of the stream
 * has had too few together, be it a week with its weekend; it ends with a day after which neither
 * holds. The bounds are those that a Poisson count of that mean exceeds with the probability events
 * of the day / (2 every), and at least twice and half of the mean: alerts come in waves, and a
 * budget is an expectation. A day counts if it had events, and all of it was seen under a threshold
 * that was learnt.
 *
 * <p>Expected run length: where alerts are independent, {@code every} events or more. The bound of
 * a day falls while its events come, so that looking at each window is one test a day; the days of
 * a cycle are tested together, once a day.
 *
 * <p>Cost: O(events) a window for the days of their times, 50 B an entity that was an alert, of
 * days that are not over, at most a million or three times the budget. Blind to anything within a
 * factor of two. An entity whose events are scored by several instances may count with each.
 *
 * <p>Bounds: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936)
 * 437-442.
 */
public final class BudgetDrift {
  /** Less than this many times the budget, and more than its part, never counts. */
  static final double LEAST = 2;

  private static final int MOST_ENTITIES = 1_000_000;
  private static final long DAY_MILLIS = 86_400_000;

  private final DecisionConfig decide;
  private final double every;
  private final CalendarDays days;
  private final int cycle;
  private final long youngDays;
  private final TreeMap<Long, Day> open = new TreeMap<>();

  /** The last days that were over, as many as a cycle has at most. */
  private final Deque<Total> totals = new ArrayDeque<>();

  /** No day up to it counts; {@link Long#MIN_VALUE} before the first window. */
  private long over = Long.MIN_VALUE;

  private long firstDay;

  private double used = Double.NaN;
  private Episode episode;

  /** The day with which the episode began: one before it does not end it. */
  private long since;

  /**
   * Events whose scores were compared with the threshold.
   *
   * @param times event times of all of them, epoch milliseconds, ascending
   * @param alertTimes event times of those that were alerts, in any order
   * @param entities what the budget counts of each alert, equal for equal; 0 where it counts for
   *     itself
   * @param learnt whether all thresholds were learnt ones
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
  public record Window(long[] times, long[] alertTimes, long[] entities, boolean learnt) {}

  /** Alerts of a day, and the least that this instance's part of the budget was. */
  private record Total(long alerts, double budget) {}

  private static final class Day {
    private final Set<Long> entities = new HashSet<>();
    private long alone;
    private long events;
    private double mostShare;
    private double leastShare = 1;

    long alerts() {
      return alone + entities.size();
    }
  }

  /**
   * @param decide with a budget
   * @param every least expected events between two false episodes
   * @param span the longest cycle of the stream, milliseconds; whole days of it count, at least one
   * @param warmup event time, milliseconds from the first window on, in which there may be too few:
   *     a young model and its threshold find little
   */
  public BudgetDrift(DecisionConfig decide, double every, long span, long warmup) {
    youngDays = warmup / DAY_MILLIS;
    cycle = (int) Math.max(1, span / DAY_MILLIS);
    this.decide = decide;
    this.every = every;
    days = new CalendarDays(decide.zone());
  }

  /**
   * The next window of events.
   *
   * @param share this instance's part of the pipeline's events while they came, 0 to 1
   * @param now when, epoch milliseconds, for the episodes
   * @return episodes that begin or end with it, in their order
   */
  public List<Episode> add(Window window, double share, long now) {
    long[] times = window.times();
    // One stale event, or one of tomorrow, opens and closes no day.
    long today = days.dayOf(times[times.length / 2]);
    long last = days.dayOf(times[(int) (times.length * 0.99)]) + 1;
    if (over == Long.MIN_VALUE) {
      over = today;
      firstDay = today;
    }
    if (!window.learnt()) forget(last);
    for (long time : times) {
      Day day = day(time, last, share);
      if (day != null) day.events++;
    }
    for (int i = 0; i < window.alertTimes().length; i++) {
      Day day = day(window.alertTimes()[i], last, share);
      if (day != null) count(day, window.entities()[i]);
    }
    return look(today, now);
  }

  private void forget(long upTo) {
    open.headMap(upTo, true).clear();
    over = Math.max(over, upTo);
    totals.clear();
  }

  private Day day(long time, long last, double share) {
    long number = days.dayOf(time);
    if (number <= over || number > last) return null;
    Day day = open.computeIfAbsent(number, unseen -> new Day());
    // What moved between instances meanwhile is taken for what makes no alarm.
    day.mostShare = Math.max(day.mostShare, share);
    day.leastShare = Math.min(day.leastShare, share);
    return day;
  }

  private void count(Day day, long entity) {
    if (entity == 0) day.alone++;
    else if (day.entities.size() < Math.max(MOST_ENTITIES, 3 * decide.budgetPerDay()))
      day.entities.add(entity);
  }

  private List<Episode> look(long today, long now) {
    List<Episode> told = new ArrayList<>();
    while (!open.isEmpty() && open.firstKey() < today) close(now).ifPresent(told::add);
    for (Map.Entry<Long, Day> day : open.entrySet()) {
      double excess = tooMany(day.getValue());
      if (episode == null && excess > 1) {
        told.add(begin(day.getKey(), excess, told(day.getValue()), now));
      }
    }
    return told;
  }

  private Optional<Episode> close(long now) {
    Map.Entry<Long, Day> first = open.pollFirstEntry();
    Day day = first.getValue();
    over = first.getKey();
    if (over > firstDay + youngDays) {
      totals.addLast(new Total(day.alerts(), budget(day.leastShare)));
    }
    if (totals.size() > cycle) totals.removeFirst();
    used = day.alerts() / budget(day.mostShare); // NaN or infinite of no part at all
    double many = tooMany(day);
    double few = tooFew(chance(day));
    if (episode == null && few > 1) return Optional.of(begin(over, few, toldTogether(), now));
    if (episode == null && many > 1) return Optional.of(begin(over, many, told(day), now));
    if (episode == null || over < since || many > 1 || few > 1) return Optional.empty();
    Episode ended = episode.endedAt(now, "as budgeted again: " + told(day));
    episode = null;
    return Optional.of(ended);
  }

  private Episode begin(long day, double excess, String cause, long now) {
    since = day;
    episode = new Episode(Episode.ALERTS, Episode.ALERTS, now, Episode.OPEN, excess, cause);
    return episode;
  }

  private String told(Day day) {
    return day.alerts()
        + " alerts in a day, the budget allows "
        + Episode.rounded(budget(day.mostShare));
  }

  private double budget(double share) {
    return decide.budgetPerDay() * share;
  }

  private double tooMany(Day day) {
    double mean = budget(day.mostShare);
    if (mean == 0) return 0;
    return day.alerts() / Math.max(LEAST * mean, Quantiles.poissonAbove(mean, chance(day)));
  }

  private double tooFew(double chance) {
    if (totals.size() < cycle) return 0;
    double mean = totals.stream().mapToDouble(Total::budget).sum();
    double bound = Math.min(mean / LEAST, Quantiles.poissonBelow(mean, chance) + 1);
    return bound / Math.max(alertsTogether(), 0.5);
  }

  private long alertsTogether() {
    return totals.stream().mapToLong(Total::alerts).sum();
  }

  private String toldTogether() {
    double budget = totals.stream().mapToDouble(Total::budget).sum();
    return alertsTogether()
        + " alerts in "
        + cycle
        + " days, the budget allows "
        + Episode.rounded(budget);
  }

  private double chance(Day day) {
    return Math.min(0.01, day.events / (2 * every));
  }

  /** Alerts of the newest day that is over in this instance's part of the budget; else NaN. */
  public double used() {
    return used;
  }
}
