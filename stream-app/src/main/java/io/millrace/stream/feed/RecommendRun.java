package io.millrace.stream.feed;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Listed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.DoubleConsumer;

/**
 * A recommend pipeline over a file of activity, measured: the list before each activity against
 * what was then taken, event by event.
 */
public final class RecommendRun {
  /**
   * @param until how many rows are read at most; the rest of the file is left
   * @param listsOut where the tested lists go, CSV of row number (from 0) and item ids, best first;
   *     null for nowhere
   * @param stretch of event time that is learnt together, zero for event by event: the lists are
   *     then those that users had been shown
   * @param items what is said of items, each from its time on; null where nothing is
   */
  public record Options(Path events, long until, Path listsOut, Duration stretch, Path items) {
    /** Learns event by event; nothing is said of items. */
    public Options(Path events, long until, Path listsOut) {
      this(events, until, listsOut, Duration.ZERO, null);
    }
  }

  /**
   * @param events rows read
   * @param unread what of the file the pipeline cannot read
   * @param elapsedSeconds from opening the file to the last lesson
   */
  public record Result(
      long events, Unread unread, double elapsedSeconds, RecommendBacktest backtest) {
    public double eventsPerSecond() {
      return events / elapsedSeconds;
    }
  }

  private static final int PROGRESS_EVERY = 1024;

  private final RecommendPipeline pipeline;
  private final Options options;

  public RecommendRun(RecommendPipeline pipeline, Options options) {
    this.pipeline = pipeline;
    this.options = options;
  }

  /**
   * @param progress told the share of the file that was read, now and then
   */
  public Result run(DoubleConsumer progress) throws IOException {
    long start = System.nanoTime();
    RecommendBacktest backtest = new RecommendBacktest(pipeline, options.stretch().toMillis());
    long rows = 0;
    Unread unread = Unread.NOTHING;
    ItemNotices notices = ItemNotices.read(options.items(), pipeline);
    try (ActivityRows file = ActivityRows.open(options.events(), pipeline.activity());
        BufferedWriter lists = open()) {
      while (rows < options.until() && file.next()) {
        Activity activity = file.activity();
        if (activity != null) notices.until(activity.time(), backtest::notice);
        if (activity == null) {
          unread = unread.andRow(rows + 1, file.refusal());
        } else if (backtest.activity(activity, file.id()) && lists != null) {
          Listed list = list(backtest);
          if (list != null) {
            write(lists, rows, list.items());
          }
        }
        rows++;
        if (rows % PROGRESS_EVERY == 0) {
          progress.accept(file.progress());
        }
      }
    }
    backtest.finish();
    progress.accept(1);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(rows, unread, seconds, backtest);
  }

  private Listed list(RecommendBacktest backtest) {
    return options.stretch().isZero() ? backtest.recommender().tested() : backtest.shownBefore();
  }

  private BufferedWriter open() throws IOException {
    if (options.listsOut() == null) {
      return null;
    }
    BufferedWriter lists = Files.newBufferedWriter(options.listsOut());
    lists.write("event,recommended\n");
    return lists;
  }

  private static void write(BufferedWriter lists, long row, String[] items) throws IOException {
    lists.write(Long.toString(row));
    lists.write(',');
    String list = String.join(" ", items);
    if (list.chars().filter(c -> c == ' ').count() >= Math.max(1, items.length)) {
      throw new IOException(
          "row " + row + ": an item id with a blank in " + list + ", expected none in a list");
    }
    boolean plain = list.indexOf(',') < 0 && list.indexOf('"') < 0 && list.indexOf('\n') < 0;
    lists.write(plain ? list : '"' + list.replace("\"", "\"\"") + '"');
    lists.write('\n');
  }
}
