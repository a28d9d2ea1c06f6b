package io.millrace.stream.feed;

import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Variants of a pipeline that recommends over one file, side by side, row by row, each with a model
 * of its own. With a choice, they are judged on the days up to it, and the best one alone is
 * reported on the days after it.
 */
public final class ListCompareRun {
  private static final int PROGRESS_EVERY = 1024;

  /**
   * @param until how many rows are read at most
   * @param stretch as for a backtest
   * @param from first UTC day that is measured; null for the first of the file
   * @param chooseTo last UTC day of the choice; null to choose nothing
   * @param to last UTC day that is measured; null for the last of the file
   * @param by what is best
   * @param items what is said of items, each from its time on, to every variant; null where nothing
   *     is
   */
  public record Options(
      Path events,
      long until,
      Duration stretch,
      LocalDate from,
      LocalDate chooseTo,
      LocalDate to,
      ListCriterion by,
      Path items) {
    boolean choosesBy(long time) {
      return (from == null || time >= Period.startOf(from))
          && isNotAfter(chooseTo == null ? to : chooseTo, time);
    }

    boolean reports(long time) {
      return chooseTo != null && !isNotAfter(chooseTo, time) && isNotAfter(to, time);
    }

    private static boolean isNotAfter(LocalDate day, long time) {
      return day == null || time < Period.startOf(day.plusDays(1));
    }
  }

  /**
   * @param chosen whether it is the best of the choice
   * @param quality of the days of the choice, or of all days measured where nothing is chosen
   * @param report quality of the days after the choice; null but for the chosen
   * @param eventsPerSecond lists made, tested and learnt
   * @param stateBytes size of its snapshot
   */
  public record Row(
      String name,
      boolean chosen,
      ListQuality.Result quality,
      ListQuality.Result report,
      double eventsPerSecond,
      long stateBytes) {}

  /**
   * @param rows in the order of the variants
   * @param unread what of the file the first variant cannot read
   */
  public record Result(List<Row> rows, long events, Unread unread, double elapsedSeconds) {
    public Result {
      rows = List.copyOf(rows);
    }
  }

  private final Map<String, RecommendPipeline> variants;
  private final Options options;

  /**
   * @param variants one or more pipelines by name
   */
  public ListCompareRun(Map<String, RecommendPipeline> variants, Options options) {
    this.variants = variants;
    this.options = options;
  }

  /**
   * @param progress told the share of the file that was read, now and then
   */
  public Result run(DoubleConsumer progress) throws IOException {
    long start = System.nanoTime();
    List<ListRacer> racers = new ArrayList<>();
    try {
      for (Map.Entry<String, RecommendPipeline> variant : variants.entrySet()) {
        racers.add(new ListRacer(variant.getKey(), variant.getValue(), options));
      }
      for (long row = 0; row < options.until() && step(racers); row++) {
        if (row % PROGRESS_EVERY == 0) progress.accept(racers.get(0).progress());
      }
      progress.accept(1);
      return result(racers, (System.nanoTime() - start) / 1e9);
    } finally {
      for (ListRacer racer : racers) racer.close();
    }
  }

  private boolean step(List<ListRacer> racers) throws IOException {
    boolean more = true;
    for (ListRacer racer : racers) more &= racer.step(options);
    return more;
  }

  private Result result(List<ListRacer> racers, double seconds) {
    ListRacer best =
        racers.stream()
            .min(Comparator.comparing(ListRacer::quality, options.by().bestFirst()))
            .orElseThrow();
    boolean choosing = options.chooseTo() != null;
    ListRacer first = racers.get(0);
    return new Result(
        racers.stream().map(racer -> racer.row(choosing && racer == best)).toList(),
        first.activities(),
        first.unread(),
        seconds);
  }
}
