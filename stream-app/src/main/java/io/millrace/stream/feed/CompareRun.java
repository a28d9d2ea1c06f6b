package io.millrace.stream.feed;

import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.event.Event;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Variants of a pipeline over one file, side by side in one pass. Variants that differ in learner
 * and decision only share features and label join; each has a replica of its own.
 *
 * <p>With a choice, variants are judged on the days up to it and the best one alone is reported on
 * the days after it, so that the number told is not the one that was picked. By halving, the days
 * up to the choice are cut into r = ceil(log2(variants)) stretches, each twice as long as the one
 * before, and the worse half of those still running leaves at the end of each (successive halving,
 * Jamieson and Talwalkar, AISTATS 2016, section 3, with days as the budget: as much for every
 * stretch). What n variants cost of those days is n * r / (n - 1) passes of one, for n a power of
 * two, instead of n; before the first day all learn.
 */
public final class CompareRun {
  private static final int PROGRESS_EVERY = 8192;
  private static final long DAY = Duration.ofDays(1).toMillis();

  /**
   * @param lockstep as for a backtest
   * @param from first UTC day that is measured; null for the first of the file
   * @param chooseTo last UTC day of the choice; null to choose nothing
   * @param to last UTC day that is measured; null for the last of the file
   * @param by what is best
   * @param halving whether the worse half leaves along the way; else all run up to the choice
   */
  public record Options(
      Path events,
      Labels labels,
      Duration lockstep,
      LocalDate from,
      LocalDate chooseTo,
      LocalDate to,
      Criterion by,
      boolean halving) {
    public Options {
      if (halving && (from == null || chooseTo == null)) {
        throw new IllegalArgumentException(
            "found --search halving without --from and --choose-to, expected both: the days"
                + " between them are cut into stretches");
      }
    }
  }

  /**
   * @param chosen whether it is the best of the choice
   * @param leftAfter last day it took part in; null if it ran to the end
   * @param quality of the days of the choice, or of all days measured where nothing is chosen; of a
   *     variant that left, up to then
   * @param report quality of the days after the choice; null but for the chosen
   * @param eventsPerSecond of the model alone, scoring and learning
   * @param stateBytes size of its snapshot
   */
  public record Row(
      String name,
      boolean chosen,
      LocalDate leftAfter,
      Evaluation.Result quality,
      Evaluation.Result report,
      double eventsPerSecond,
      long stateBytes) {}

  /**
   * @param rows in the order of the variants
   * @param baseline the constant rate over the days of {@link Row#quality}
   * @param baselineReport over those of {@link Row#report}
   * @param featureSets how many different ones had to be computed
   */
  public record Result(
      List<Row> rows,
      ConstantRate.Result baseline,
      ConstantRate.Result baselineReport,
      long events,
      Unread unread,
      int featureSets,
      double elapsedSeconds) {
    public double eventsPerSecond() {
      return events / elapsedSeconds;
    }
  }

  private final Options options;
  private final List<Racer> racers = new ArrayList<>();
  private final Period choice;
  private final Period report;
  private final ConstantRate baseline = new ConstantRate();
  private final ConstantRate baselineReport = new ConstantRate();

  /** First moments after the stretches of the choice that are still to end. */
  private final List<Long> rungs = new ArrayList<>();

  private long clock = Long.MIN_VALUE;

  /** The lane of the first variant. */
  private Lane lane;

  /**
   * @param variants one or more pipelines by name; they read the same events and labels
   */
  public CompareRun(Map<String, Pipeline> variants, Options options) {
    this.options = options;
    Pipeline first = variants.values().iterator().next();
    LocalDate chooseTo = options.chooseTo();
    choice = new Period(first, options.from(), chooseTo == null ? options.to() : chooseTo);
    report = chooseTo == null ? null : new Period(first, chooseTo.plusDays(1), options.to());
    variants.forEach((name, pipeline) -> racers.add(new Racer(name, pipeline, choice)));
    if (chooseTo != null) {
      plan(Period.startOf(chooseTo.plusDays(1)));
    }
  }

  private void plan(long end) {
    int stretches = 1;
    if (options.halving()) {
      stretches = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(racers.size() - 1));
      long start = Period.startOf(options.from());
      double first = (end - start) / (Math.pow(2, stretches) - 1);
      for (int i = 1; i < stretches; i++) {
        rungs.add(start + (long) (first * ((1L << i) - 1)));
      }
    }
    rungs.add(end);
  }

  /**
   * @param progress told the share of the file that was read, now and then
   */
  public Result run(DoubleConsumer progress) throws IOException {
    long start = System.nanoTime();
    List<Lane> lanes = new ArrayList<>();
    try {
      List<List<Racer>> groups = groups();
      for (List<Racer> group : groups) {
        lanes.add(open(group, lanes.isEmpty()));
      }
      lane = lanes.get(0);
      boolean more = true;
      while (more) {
        // All lanes read the same rows; the first also keeps the baseline, so it never stops.
        for (int i = 0; i < lanes.size(); i++) {
          if (i == 0 || groups.get(i).stream().anyMatch(Racer::races)) {
            more &= lanes.get(i).step();
          }
        }
        while (!rungs.isEmpty() && clock >= rungs.get(0)) {
          endStretch();
        }
        if (lane.rows() % PROGRESS_EVERY == 0) {
          progress.accept(lane.progress());
        }
      }
      while (!rungs.isEmpty()) {
        endStretch();
      }
      progress.accept(1);
      return result(groups.size(), (System.nanoTime() - start) / 1e9);
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
  }

  /** Those of equal features and label policy together. */
  private List<List<Racer>> groups() {
    Map<List<Object>, List<Racer>> groups = new LinkedHashMap<>();
    for (Racer racer : racers) {
      Pipeline p = racer.pipeline();
      groups
          .computeIfAbsent(List.of(p.features(), p.labels(), p.events()), k -> new ArrayList<>())
          .add(racer);
    }
    return List.copyOf(groups.values());
  }

  private Lane open(List<Racer> group, boolean first) throws IOException {
    return new Lane(
        group.get(0).pipeline(),
        options.events(),
        options.labels(),
        options.lockstep(),
        group.stream().map(Racer::contender).toList(),
        (event, truth, scored, probability) -> scored(group, first, event, truth, scored));
  }

  private void scored(
      List<Racer> group, boolean first, Event event, Boolean truth, ScoredEvent scored) {
    clock = Math.max(clock, event.time());
    boolean inChoice = choice.measures(event, truth);
    boolean inReport = !inChoice && report != null && report.measures(event, truth);
    for (int i = 0; i < group.size(); i++) {
      Racer racer = group.get(i);
      double raw = scored.rawScores()[i];
      if (Double.isNaN(raw)) {
        continue;
      }
      racer.scored();
      if (inChoice || inReport) {
        Evaluation evaluation = inChoice ? racer.choice() : racer.report();
        choice.add(evaluation, event, truth, raw, racer.contender().probability(raw));
      }
    }
    if (first && (inChoice || inReport)) {
      Period.add(inChoice ? baseline : baselineReport, lane.backtest(), truth);
    }
  }

  /** The worse half leaves, or all but the best where the choice is made. */
  private void endStretch() {
    LocalDate last = LocalDate.ofEpochDay((rungs.remove(0) - 1) / DAY);
    List<Racer> running = new ArrayList<>(racers.stream().filter(Racer::races).toList());
    running.sort(Comparator.comparing(racer -> racer.choice().result(), options.by().bestFirst()));
    int stay = rungs.isEmpty() ? 1 : (running.size() + 1) / 2;
    running.subList(stay, running.size()).forEach(racer -> racer.leave(last));
    if (rungs.isEmpty()) {
      running.get(0).choose();
    }
  }

  private Result result(int featureSets, double seconds) {
    boolean choosing = options.chooseTo() != null;
    return new Result(
        racers.stream().map(racer -> racer.row(choosing)).toList(),
        baseline.result(),
        choosing ? baselineReport.result() : null,
        lane.rows(),
        lane.unread(),
        featureSets,
        seconds);
  }
}
