package io.millrace.model.metric;

import java.time.ZoneId;
import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Precision of the k entities an investigator would look at each day: per calendar day the k
 * entities of highest score, the share of them with a positive that day, averaged over the days
 * that have events; in [0, 1].
 *
 * <p>An entity's score of the day is its highest. An entity once found is left out on the later
 * days of the period, which is everything added to one instance. At equal scores the entity without
 * a positive comes first: a tie counts against the scorer. A day with fewer than k entities still
 * divides by k. This is the precision of the Fraud Detection Handbook (Le Borgne, Siblini,
 * Lebichot, Bontempi 2022, chapter 4) for any entity.
 *
 * <p>Cost: O(1) an event, memory one row per (day, entity) and one per entity; events may come in
 * any order.
 */
public final class PrecisionAtK {
  private final int k;
  private final CalendarDays days;
  private final EntityNumbers entities = new EntityNumbers();
  private final TreeMap<Long, EntityScores> byDay = new TreeMap<>();
  private long lastDay;
  private EntityScores last;

  public PrecisionAtK(int k, ZoneId zone) {
    if (k < 1) {
      throw new IllegalArgumentException(
          "measure.precision_at = " + k + ", expected 1 or more; start at what is looked at a day");
    }
    this.k = k;
    this.days = new CalendarDays(zone);
  }

  /** One event: its time, the entity as text, its score and whether it was positive. */
  public void add(long eventTimeMillis, String entity, double score, boolean positive) {
    RankingMetrics.requireNumber(score);
    long day = days.dayOf(eventTimeMillis);
    if (last == null || day != lastDay) {
      last = byDay.computeIfAbsent(day, d -> new EntityScores());
      lastDay = day;
    }
    last.add(entities.of(entity), score, positive);
  }

  /** The mean over the days so far, NaN before the first event. */
  public double value() {
    BitSet found = new BitSet();
    double sum = 0;
    for (EntityScores day : byDay.values()) {
      long hits = 0;
      for (Candidate looked : mostSuspicious(day, found)) {
        if (looked.positive()) {
          found.set(looked.entity());
          hits++;
        }
      }
      sum += (double) hits / k;
    }
    return sum / byDay.size();
  }

  private Iterable<Candidate> mostSuspicious(EntityScores day, BitSet found) {
    Comparator<Candidate> order = this::compare;
    // The least suspicious of the chosen waits at the head to be pushed out.
    PriorityQueue<Candidate> chosen = new PriorityQueue<>(order.reversed());
    day.forEach(
        (entity, score, positive) -> {
          boolean hopeless = chosen.size() == k && score < chosen.element().score();
          if (hopeless || found.get(entity)) {
            return;
          }
          chosen.add(new Candidate(entity, score, positive));
          if (chosen.size() > k) {
            chosen.remove();
          }
        });
    return chosen;
  }

  /** Most suspicious first; the last criterion only decides which of two equals is found first. */
  private int compare(Candidate a, Candidate b) {
    int byScore = Double.compare(b.score() + 0.0, a.score() + 0.0); // + 0.0: -0 ties with 0
    if (byScore != 0) {
      return byScore;
    }
    int genuineFirst = Boolean.compare(a.positive(), b.positive());
    return genuineFirst != 0
        ? genuineFirst
        : ENTITY_ORDER.compare(entities.key(a.entity()), entities.key(b.entity()));
  }

  /** Whole numbers by value, before all other texts, which follow in code unit order. */
  private static final Comparator<String> ENTITY_ORDER =
      Comparator.<String>comparingInt(text -> isNumber(text) ? text.length() : Integer.MAX_VALUE)
          .thenComparing(Comparator.naturalOrder());

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private record Candidate(int entity, double score, boolean positive) {}
}
