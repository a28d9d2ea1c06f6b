package io.millrace.stream.feed;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import java.io.Closeable;
import java.io.IOException;

/** One variant of a pipeline that recommends while it is compared, with a reader of its own. */
final class ListRacer implements Closeable {
  private final String name;
  private final RecommendBacktest backtest;
  private final ItemNotices notices;
  private final ActivityRows rows;

  /** The window of these is of no use: their numbers since the start are told. */
  private final ListQuality choice = new ListQuality(1);

  private final ListQuality report = new ListQuality(1);
  private long activities;
  private long nanos;
  private Unread unread = Unread.NOTHING;

  ListRacer(String name, RecommendPipeline pipeline, ListCompareRun.Options options)
      throws IOException {
    this.name = name;
    backtest = new RecommendBacktest(pipeline, options.stretch().toMillis());
    notices = ItemNotices.read(options.items(), pipeline);
    rows = ActivityRows.open(options.events(), pipeline.activity());
  }

  /** Moves to the next row; false at the end. */
  boolean step(ListCompareRun.Options options) throws IOException {
    if (!rows.next()) return false;
    Activity activity = rows.activity();
    if (activity == null) {
      unread = unread.andRow(activities() + 1, rows.refusal());
      return true;
    }
    activities++;
    long start = System.nanoTime();
    notices.until(activity.time(), backtest::notice);
    boolean tested = backtest.activity(activity, rows.id());
    nanos += System.nanoTime() - start;
    if (tested && options.choosesBy(activity.time())) choice.add(backtest.rank());
    if (tested && options.reports(activity.time())) report.add(backtest.rank());
    return true;
  }

  ListQuality.Result quality() {
    return choice.sinceStart();
  }

  ListCompareRun.Row row(boolean chosen) {
    return new ListCompareRun.Row(
        name,
        chosen,
        quality(),
        chosen ? report.sinceStart() : null,
        activities / (nanos / 1e9),
        backtest.size());
  }

  long activities() {
    return activities + unread.rows();
  }

  Unread unread() {
    return unread;
  }

  double progress() {
    return rows.progress();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
