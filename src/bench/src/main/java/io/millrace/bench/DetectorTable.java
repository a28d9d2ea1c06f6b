package io.millrace.bench;

import io.millrace.model.drift.Adwin;
import io.millrace.model.drift.Ddm;
import io.millrace.model.drift.DriftDetector;
import io.millrace.model.drift.Eddm;
import io.millrace.model.drift.HddmA;
import io.millrace.model.drift.HddmW;
import io.millrace.model.drift.Kswin;
import io.millrace.model.drift.PageHinkley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import moa.classifiers.core.driftdetection.ADWINChangeDetector;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import moa.classifiers.core.driftdetection.DDM;
import moa.classifiers.core.driftdetection.EDDM;
import moa.classifiers.core.driftdetection.HDDM_A_Test;
import moa.classifiers.core.driftdetection.HDDM_W_Test;
import moa.classifiers.core.driftdetection.PageHinkleyDM;

/**
 * Our detectors and MOA's on the errors of one learner over published streams, with equal settings:
 * how late they alarm, how often for nothing, how often never, and what a value costs. Prints a
 * table in Markdown.
 */
final class DetectorTable {
  static final int BEFORE = 20_000;
  private static final int AFTER = 10_000;
  private static final int GRADUALLY = 4_000;

  /** A learner that has seen little errs less and less, and some take note. */
  private static final int LEARNING = 2_000;

  private static final int SEEDS = 30;
  private static final int TIMED = 2_000_000;
  private static final int ROUNDS = 5;

  /** Takes the next value and says whether it alarms. */
  interface Alarm {
    boolean add(double value);
  }

  /** A detector of ours and, where there is one, the same of MOA. */
  record Pair(String name, Supplier<Alarm> ours, Supplier<Alarm> moa) {}

  /** A stream by name; how long the new concept takes to take over, examples. */
  record Course(String name, LongFunction<ConceptStream> streams, int width) {}

  /**
   * How a detector did over some seeds.
   *
   * @param delay mean of those that saw the change, examples from its beginning
   */
  record Found(double delay, double falsePer100k, double missed) {}

  static final List<Pair> PAIRS =
      List.of(
          new Pair("ADWIN", DetectorTable::risingAdwin, moa(ADWINChangeDetector::new)),
          new Pair(
              "Page-Hinkley",
              ours(() -> new PageHinkley(0.005, 50, 0.9999)),
              moa(PageHinkleyDM::new)),
          new Pair("DDM", ours(Ddm::new), moa(DDM::new)),
          new Pair("EDDM", ours(Eddm::new), moa(EDDM::new)),
          new Pair("HDDM A", ours(HddmA::new), moa(HDDM_A_Test::new)),
          new Pair("HDDM W", ours(HddmW::new), moa(HDDM_W_Test::new)),
          new Pair("KSWIN", ours(() -> new Kswin(1)), null));

  static final List<Course> COURSES =
      List.of(
          new Course("SEA", ConceptStream::sea, 1),
          new Course("SEA, gradual", ConceptStream::sea, GRADUALLY),
          new Course("Agrawal", ConceptStream::agrawal, 1),
          new Course("Agrawal, gradual", ConceptStream::agrawal, GRADUALLY),
          new Course("hyperplane", ConceptStream::hyperplane, 1),
          new Course("hyperplane, gradual", ConceptStream::hyperplane, GRADUALLY));

  private DetectorTable() {}

  private static Supplier<Alarm> ours(Supplier<DriftDetector> made) {
    return () -> made.get()::add;
  }

  /** MOA's, in its wrapper, says nothing of a mean that falls. */
  private static Alarm risingAdwin() {
    Adwin adwin = new Adwin();
    return value -> adwin.add(value) && adwin.change() > 0;
  }

  private static Supplier<Alarm> moa(Supplier<AbstractChangeDetector> made) {
    return () -> {
      AbstractChangeDetector detector = made.get();
      detector.prepareForUse();
      return value -> {
        detector.input(value);
        return detector.getChange();
      };
    };
  }

  /** 1 where the learner erred; it goes on learning. */
  static double[] errors(Course course, long seed) {
    ConceptStream stream = course.streams().apply(seed);
    GaussianBayes learner = null;
    double[] errors = new double[BEFORE + AFTER];
    for (int i = 0; i < errors.length; i++) {
      double[] x = stream.next();
      if (learner == null) learner = new GaussianBayes(x.length);
      double changed = Math.min(1, Math.max(0, (i + 1.0 - BEFORE) / course.width()));
      boolean positive = stream.label(x, changed);
      errors[i] = learner.isPositive(x) == positive ? 0 : 1;
      learner.learn(x, positive);
    }
    return errors;
  }

  static Found found(Course course, Supplier<Alarm> made, int seeds) {
    double delays = 0;
    int seen = 0;
    int falsely = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      double[] errors = errors(course, seed);
      Alarm alarm = made.get();
      int at = -1;
      for (int i = 0; i < errors.length && at < 0; i++) {
        if (!alarm.add(errors[i])) continue;
        if (i >= BEFORE) at = i;
        else if (i >= LEARNING) falsely++;
      }
      if (at < 0) continue;
      seen++;
      delays += at - BEFORE;
    }
    return new Found(
        delays / seen,
        falsely * 100_000.0 / ((double) seeds * (BEFORE - LEARNING)),
        (seeds - seen) / (double) seeds);
  }

  /** The best of some rounds, in which all take turns. */
  private static double[] nanos(List<Supplier<Alarm>> all) {
    double[] errors = errors(COURSES.get(0), 1);
    double[] best = new double[all.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < best.length; i++) {
        Alarm alarm = all.get(i).get();
        int alarms = 0;
        long start = System.nanoTime();
        for (int value = 0; value < TIMED; value++) {
          if (alarm.add(errors[value % BEFORE])) alarms++;
        }
        double took = (double) (System.nanoTime() - start) / TIMED;
        if (alarms < TIMED) best[i] = Math.min(best[i], took);
      }
    }
    return best;
  }

  private static String told(Found found) {
    return String.format(
        Locale.ROOT,
        "%s / %.1f / %.0f %%",
        Double.isNaN(found.delay()) ? "-" : Math.round(found.delay()),
        found.falsePer100k(),
        100 * found.missed());
  }

  public static void main(String[] arguments) {
    List<String> names = new ArrayList<>();
    List<Supplier<Alarm>> all = new ArrayList<>();
    for (Pair pair : PAIRS) {
      names.add(pair.name() + ", ours");
      all.add(pair.ours());
      if (pair.moa() == null) continue;
      names.add(pair.name() + ", MOA");
      all.add(pair.moa());
    }
    System.out.print("| detector |");
    for (Course course : COURSES) System.out.print(" " + course.name() + " |");
    System.out.println(" ns a value |");
    System.out.println("|---|" + "---|".repeat(COURSES.size() + 1));
    double[] nanos = nanos(all);
    for (int i = 0; i < all.size(); i++) {
      System.out.print("| " + names.get(i) + " |");
      for (Course course : COURSES)
        System.out.print(" " + told(found(course, all.get(i), SEEDS)) + " |");
      System.out.println(" " + Math.round(nanos[i]) + " |");
    }
  }
}
