package io.millrace.model.decide;

import io.millrace.model.metric.CalendarDays;
import io.millrace.model.metric.LogitScale;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The threshold that is expected to give a budget of alerts a day, learnt from the training log.
 *
 * <p>Of each calendar day it keeps a histogram of every entity's highest score; days fade with a
 * half-life. The threshold is the lowest edge of a bin (1/64 of log odds) whose mass at or above,
 * divided by the days it comes from, is within the budget. It is an expectation: a wave of attacks
 * gives more alerts, a holiday fewer, and a jump of the score distribution is followed within a few
 * half-lives.
 *
 * <pre>
 * Invariants
 *  - `newest` is the newest day seen. Days 0..span behind it are open: their examples still come,
 *    because positives may be known at once and silence turns negative only at the horizon.
 *  - An open day counts for the threshold once nearly all its examples have come: when it is older
 *    than the age by which 99 % of recent examples came. That age is measured, and taken for the
 *    longest until a whole span has been seen.
 *  - Older days are folded into `past`, faded to the newest day; then examples of theirs are ignored.
 *  - An example further off than the span is an outsider and changes nothing, unless 256 come in a
 *    row: then the stream has moved (a long pause, a clock set right), and days start anew there.
 * </pre>
 *
 * <p>Of a sample of the negatives an entity counts for as much as the event of its highest score
 * seen. Where an entity has k negatives at or above the threshold on one day, a share s sampled,
 * that is {@code (1 - (1 - s)^k) / s} of it instead of 1 on average: right for k = 1, too much for
 * more, so that the alerts stay within the budget.
 *
 * <p>Cost: O(1) an example; about 20,000 additions when a day begins, at most every 256 examples.
 * Memory: 65,536 pairs of day and entity and one histogram of 2,048 bins an open day, under 2 MiB
 * for a horizon of a week.
 *
 * <p>Days follow the zone's rules as this machine's Java knows them; only UTC is the same for ever.
 */
public final class AlertBudget implements AlertThreshold {
  public static final Duration DEFAULT_HALF_LIFE = Duration.ofDays(7);

  private static final LogitScale SCALE = new LogitScale(64);
  private static final int TRACKED = 65_536;
  private static final int UPDATE_EVERY = 256;
  private static final int OUTSIDERS = 256;
  private static final double NEARLY_ALL = 0.99;

  private final double budget;
  private final CalendarDays days;
  private final int span;
  private final double[] fade; // by age in days

  private final TreeMap<Long, DailyMaxima> open = new TreeMap<>();
  private DailyMaxima last; // the open day asked for last: most examples come day by day
  private long lastDay;
  private final double[] past = new double[SCALE.bins()];
  private double pastDays; // faded like past
  private double pastDaysSeen; // not faded
  private final double[] lags; // examples by how many days after their own they came, faded
  private long newest;
  private long firstMillis;
  private boolean started;
  private int outsiders;
  private int sinceUpdate;
  private boolean stale;
  private double threshold;

  /**
   * @param config with a budget
   * @param horizon the longest a label may take: {@code labels.after}
   * @param halfLife after this long a day counts half as much; 6 hours to 10 years
   */
  public AlertBudget(DecisionConfig config, Duration horizon, Duration halfLife) {
    if (!config.hasBudget()) {
      throw new IllegalArgumentException(
          "decide.threshold = " + config.initialThreshold() + ", expected an alert_budget");
    }
    budget = config.budgetPerDay();
    days = new CalendarDays(config.zone());
    threshold = config.initialThreshold();
    span = wholeDays(horizon) + 1;
    lags = new double[span + 1];
    fade = new double[span + 1];
    double aDay = StrictMath.pow(2, -86_400_000.0 / halfLife.toMillis());
    fade[0] = 1;
    for (int age = 1; age < fade.length; age++) {
      fade[age] = fade[age - 1] * aDay;
    }
  }

  @Override
  public double threshold() {
    return threshold;
  }

  @Override
  public void learnt(double rawScore, long eventTimeMillis, long entityHash, float weight) {
    int bin = SCALE.binOf(rawScore);
    long day = days.dayOf(eventTimeMillis);
    if (!admit(day, eventTimeMillis)) {
      return;
    }
    lags[(int) (newest - day)] += weight;
    DailyMaxima maxima = openDay(day);
    if (entityHash == 0) {
      maxima.addEvent(bin, weight);
    } else {
      maxima.addEntity(entityHash, bin, weight);
    }
    sinceUpdate++;
    if (stale && sinceUpdate >= UPDATE_EVERY) {
      update();
    }
  }

  /** Moves the newest day if need be; false for an outsider. */
  private boolean admit(long day, long millis) {
    if (!started) {
      startAt(day, millis);
    } else if (Math.abs(day - newest) > span) {
      if (++outsiders < OUTSIDERS) {
        return false;
      }
      fold(newest - span, newest);
      startAt(day, millis);
    }
    outsiders = 0;
    firstMillis = Math.min(firstMillis, millis);
    if (day > newest) {
      advanceTo(day);
    }
    return true;
  }

  private void startAt(long day, long millis) {
    started = true;
    newest = day;
    firstMillis = millis;
    Arrays.fill(lags, 0);
  }

  private void advanceTo(long day) {
    int passed = (int) (day - newest);
    // Folded as of the old newest day, then faded with the rest.
    fold(newest - span, day - span - 1);
    for (int bin = 0; bin < past.length; bin++) {
      past[bin] *= fade[passed];
    }
    pastDays *= fade[passed];
    for (int lag = 0; lag < lags.length; lag++) {
      lags[lag] *= fade[passed];
    }
    newest = day;
    stale = true;
  }

  /** Adds the days from..to to the past; days without an event count as days, too. */
  private void fold(long from, long to) {
    last = null;
    long first = days.dayOf(firstMillis);
    for (long day = Math.max(from, first); day <= to; day++) {
      double share = shareSeen(day, first);
      double faded = fade[(int) (newest - day)];
      pastDays += share * faded;
      pastDaysSeen += share;
      DailyMaxima maxima = open.remove(day);
      if (maxima != null) {
        addTo(past, maxima, faded);
      }
    }
  }

  /** The first day was seen from its first event on. */
  private double shareSeen(long day, long first) {
    return day == first ? days.shareLeft(firstMillis) : 1;
  }

  private void update() {
    stale = false;
    sinceUpdate = 0;
    double[] mass = past.clone();
    double massDays = pastDays;
    double seen = pastDaysSeen;
    long first = days.dayOf(firstMillis);
    long complete = newest - closingAge(first);
    for (long day = Math.max(first, newest - span); day < complete; day++) {
      double share = shareSeen(day, first);
      double faded = fade[(int) (newest - day)];
      massDays += share * faded;
      seen += share;
      if (open.containsKey(day)) {
        addTo(mass, open.get(day), faded);
      }
    }
    if (seen >= 1) {
      threshold = SCALE.lowerEdge(lowestBinWithin(mass, budget * massDays));
    }
  }

  /** Days older than this have nearly all their examples. */
  private int closingAge(long first) {
    if (newest - first < span) {
      return span;
    }
    double wanted = NEARLY_ALL * Arrays.stream(lags).sum();
    int age = 0;
    double come = lags[0];
    while (come < wanted && age < span) {
      come += lags[++age];
    }
    return age;
  }

  private static int lowestBinWithin(double[] mass, double allowed) {
    int bin = mass.length;
    double above = 0;
    while (bin > 0 && above + mass[bin - 1] <= allowed) {
      above += mass[--bin];
    }
    return bin;
  }

  private static void addTo(double[] sum, DailyMaxima maxima, double faded) {
    for (int bin = 0; bin < sum.length; bin++) {
      sum[bin] += maxima.mass(bin) * faded;
    }
  }

  private DailyMaxima openDay(long day) {
    if (last == null || day != lastDay) {
      last = open.computeIfAbsent(day, unseen -> newDay());
      lastDay = day;
    }
    return last;
  }

  private DailyMaxima newDay() {
    return new DailyMaxima(SCALE.bins(), TRACKED / (span + 1), 4 * budget);
  }

  private static int wholeDays(Duration horizon) {
    return Math.toIntExact(horizon.plusDays(1).minusNanos(1).toDays());
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(span).putBoolean(started).putLong(newest).putLong(firstMillis).putInt(outsiders);
    out.putInt(sinceUpdate).putBoolean(stale).putDouble(threshold);
    out.putDouble(pastDays).putDouble(pastDaysSeen);
    for (double lag : lags) {
      out.putDouble(lag);
    }
    Histograms.write(past, out);
    out.putInt(open.size());
    for (Map.Entry<Long, DailyMaxima> day : open.entrySet()) {
      out.putLong(day.getKey());
      day.getValue().write(out);
    }
  }

  @Override
  public void read(StateReader in) {
    int foundSpan = in.getInt();
    if (foundSpan != span) {
      throw new IllegalArgumentException(
          "state holds an alert budget over "
              + foundSpan
              + " days, expected "
              + span
              + ": labels.after may not change within a generation");
    }
    started = in.getBoolean();
    newest = in.getLong();
    firstMillis = in.getLong();
    outsiders = in.getInt();
    sinceUpdate = in.getInt();
    stale = in.getBoolean();
    threshold = in.getDouble();
    pastDays = in.getDouble();
    pastDaysSeen = in.getDouble();
    for (int lag = 0; lag < lags.length; lag++) {
      lags[lag] = in.getDouble();
    }
    Histograms.read(past, in);
    open.clear();
    last = null;
    for (int left = in.getInt(); left > 0; left--) {
      DailyMaxima maxima = newDay();
      open.put(in.getLong(), maxima);
      maxima.read(in);
    }
  }
}
