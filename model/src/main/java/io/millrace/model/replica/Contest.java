package io.millrace.model.replica;

import io.millrace.model.champion.Challenge;
import io.millrace.model.champion.Change;
import io.millrace.model.champion.Promotion;
import io.millrace.model.event.Example;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which learner serves, and what the others have shown against it. Follows from the log alone, so
 * every replica promotes at the same place.
 *
 * <p>Each challenger's evidence is tested from the moment its champion took over. The r-th champion
 * of a log with m challengers is replaced at evidence m * r * (r + 1) / level: those chances add up
 * to the level over all challengers and all reigns, so that it bounds the chance of any promotion
 * by luck in the whole life of the log. Challengers that begin anew are others: it counts as if
 * there were one champion more. Promotion by evidence is looked at every {@value #EVERY} examples;
 * one by command stops it until it is released.
 */
public final class Contest {
  static final int EVERY = 256;
  private static final int KEPT = 256;

  private final Promotion promotion;
  private final List<Member> members;
  private final List<Challenge> challenges = new ArrayList<>();
  private final List<Change> history = new ArrayList<>();
  private int champion;
  private int reign = 1;

  /** How often the challengers began anew: each time all of them are tested anew. */
  private int anew;

  private boolean held;
  private long knownAt;

  Contest(Promotion promotion, List<Member> members) {
    this.promotion = promotion;
    this.members = members;
    startAnew();
  }

  private void startAnew() {
    challenges.clear();
    members.forEach(member -> challenges.add(new Challenge(promotion.margin())));
  }

  int champion() {
    return champion;
  }

  /** Whether only commands promote: since an operator chose, until it is released. */
  public boolean held() {
    return held;
  }

  /** How many champions there were, the one that serves included. */
  public int reign() {
    return reign;
  }

  /** The evidence that it takes now. */
  public double bar() {
    double tested = reign + anew;
    return (members.size() - 1) * tested * (tested + 1) / promotion.level();
  }

  /** All changes of champion, and those that were refused; the last {@value #KEPT}. */
  public List<Change> history() {
    return List.copyOf(history);
  }

  /** How a learner does beside the champion; of the champion itself nothing is known. */
  public Challenge of(Member member) {
    return challenges.get(members.indexOf(member));
  }

  /** Why a challenger may not take over, whatever its evidence; empty if it may. */
  public String refusal(Member challenger) {
    if (challenger.totals().examples() == 0) {
      return "it has not been tested yet";
    }
    String uncalibrated = uncalibrated(challenger.quality());
    if (!uncalibrated.isEmpty()) return uncalibrated;
    double ratio = of(challenger).alertRatio();
    if (!(ratio <= promotion.alerts())) {
      return String.format(
          Locale.ROOT,
          "it would give %.1f times the alerts, expected at most %s",
          ratio,
          promotion.alerts());
    }
    return "";
  }

  /**
   * An error that is small beside 1 may still be a multiple of the share of positives; of that
   * share nothing is known before two of its standard deviations are within what is allowed.
   */
  private String uncalibrated(PrequentialWindow quality) {
    double error = quality.calibrationError();
    if (!(error <= promotion.calibrationError())) {
      return String.format(
          Locale.ROOT,
          "its calibration error is %.4f, expected at most %s",
          error,
          promotion.calibrationError());
    }
    double positives = quality.positiveRate();
    double rarer = Math.min(positives, 1 - positives);
    long least =
        (long) Math.ceil(4 / (promotion.calibrationShare() * promotion.calibrationShare()));
    if (!(quality.rarer() >= least)) {
      return String.format(
          Locale.ROOT,
          "its last %d examples have %.0f of the rarer label, expected at least %d: too few to say"
              + " whether it is calibrated",
          quality.count(),
          quality.rarer(),
          least);
    }
    if (!(error <= promotion.calibrationShare() * rarer)) {
      return String.format(
          Locale.ROOT,
          "its calibration error of %.4f is %.2f of the share of %s (%.4f), expected at most %s",
          error,
          error / rarer,
          rarer == positives ? "positives" : "negatives",
          rarer,
          promotion.calibrationShare());
    }
    return "";
  }

  /**
   * An example tests the challengers beside the champion, before it moves any threshold.
   *
   * @param override an operator's threshold, NaN where each has its own
   */
  void judge(Example example, double override) {
    knownAt = example.knownAt();
    Member best = members.get(champion);
    int served = best.placeIn(example);
    if (served < 0) return;
    float heaviest = Math.max(example.weight(), best.totals().heaviest());
    boolean alert = example.rawScores()[served] >= threshold(best, override);
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      int place = i == champion ? -1 : member.placeIn(example);
      if (place < 0) continue;
      challenges
          .get(i)
          .add(
              Member.probabilityAt(example, served),
              Member.probabilityAt(example, place),
              example.positive(),
              alert,
              example.rawScores()[place] >= threshold(member, override),
              example.weight(),
              heaviest);
    }
  }

  private static double threshold(Member member, double override) {
    return Double.isNaN(override) ? member.threshold() : override;
  }

  /**
   * Promotes the challenger of most evidence, if that is enough and nothing speaks against it.
   *
   * @return whether another learner serves now
   */
  boolean promoteByEvidence(long examples) {
    if (!promotion.byEvidence() || held) return false;
    Member strongest = null;
    for (Member member : members) {
      if (member == members.get(champion) || of(member).evidence() < bar()) continue;
      boolean stronger = strongest == null || of(member).evidence() > of(strongest).evidence();
      if (stronger && refusal(member).isEmpty()) strongest = member;
    }
    if (strongest == null) return false;
    change(strongest, Change.Cause.EVIDENCE, examples);
    return true;
  }

  /**
   * An operator's promotion. From here on only operators promote.
   *
   * @param force whether to do it whatever speaks against it
   * @return whether another learner serves now
   */
  boolean promote(String name, boolean force, long examples) {
    Member found = named(name);
    String refusal =
        found == null
            ? "there is no learner of that name"
            : found == members.get(champion) ? "it serves already" : force ? "" : refusal(found);
    if (!refusal.isEmpty()) {
      note(
          new Change(
              examples,
              knownAt,
              members.get(champion).name(),
              name,
              Change.Cause.COMMAND,
              found == null ? 0 : of(found).evidence(),
              refusal));
      return false;
    }
    held = true;
    change(found, Change.Cause.COMMAND, examples);
    return true;
  }

  /**
   * Back to the learner that served before. From here on only operators promote.
   *
   * @return whether another learner serves now
   */
  boolean rollback(long examples) {
    for (int i = history.size() - 1; i >= 0; i--) {
      if (!history.get(i).holds()) continue;
      String before = history.get(i).from();
      Member found = named(before);
      if (found == null) {
        return refuseRollback(before, "there is no learner of that name any more", examples);
      }
      held = true;
      change(found, Change.Cause.ROLLBACK, examples);
      return true;
    }
    return refuseRollback("", "no other served before", examples);
  }

  private boolean refuseRollback(String to, String why, long examples) {
    String from = members.get(champion).name();
    note(new Change(examples, knownAt, from, to, Change.Cause.ROLLBACK, 0, why));
    return false;
  }

  /** Null if none has that name. */
  private Member named(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst().orElse(null);
  }

  /** The challengers have forgotten what they were: what they have shown is nothing any more. */
  void challengersBeginAnew() {
    anew++;
    startAnew();
  }

  int anew() {
    return anew;
  }

  void anew(int times) {
    anew = times;
  }

  /** Evidence promotes again. */
  void release() {
    held = false;
  }

  private void change(Member to, Change.Cause cause, long examples) {
    String from = members.get(champion).name();
    note(new Change(examples, knownAt, from, to.name(), cause, of(to).evidence(), ""));
    champion = members.indexOf(to);
    reign++;
    startAnew();
  }

  private void note(Change change) {
    if (history.size() == KEPT) history.remove(0);
    history.add(change);
  }

  void write(StateWriter out) {
    out.putInt(champion).putInt(reign).putBoolean(held).putLong(knownAt);
    challenges.forEach(challenge -> challenge.write(out));
    out.putInt(history.size());
    history.forEach(change -> change.write(out));
  }

  void read(StateReader in) {
    champion = in.getInt();
    reign = in.getInt();
    held = in.getBoolean();
    knownAt = in.getLong();
    if (champion < 0 || champion >= members.size()) {
      throw new IllegalArgumentException(
          "replica state names learner "
              + champion
              + " the champion, expected 0 to "
              + (members.size() - 1)
              + ": it is damaged");
    }
    startAnew();
    challenges.forEach(challenge -> challenge.read(in));
    history.clear();
    for (int left = in.getInt(); left > 0; left--) {
      history.add(Change.read(in));
    }
  }
}
