package io.millrace.stream.feed;

import io.millrace.model.pipeline.RecommendPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What is said of items, on its way into the items topic: in the order of time, at equal times in
 * that of the file. All of it is held in memory.
 */
public final class ItemFeed {
  private final Deque<FeedRow> left;

  private ItemFeed(List<FeedRow> all) {
    all.sort(Comparator.comparingLong(FeedRow::time));
    left = new ArrayDeque<>(all);
  }

  /** Nothing is said. */
  public static ItemFeed none() {
    return of(List.of());
  }

  /** What is said by others than a file. */
  public static ItemFeed of(List<FeedRow> rows) {
    return new ItemFeed(new ArrayList<>(rows));
  }

  /**
   * Reads a file, CSV or JSON lines, gzipped or not. Rows that the service will refuse are sent all
   * the same.
   *
   * @param file null for nothing said
   * @throws IllegalArgumentException if the pipeline hears of no items
   */
  public static ItemFeed read(Path file, RecommendPipeline pipeline) throws IOException {
    if (file == null) return none();
    ItemNotices.requireItems(pipeline);
    List<FeedRow> all = new ArrayList<>();
    try (Feed rows = EventFile.openItems(file, pipeline)) {
      for (FeedRow row = rows.next(); row != null; row = rows.next()) all.add(row);
    }
    return new ItemFeed(all);
  }

  /** The next that is said up to a time; null where no more is. */
  FeedRow next(long until) {
    return left.isEmpty() || left.peek().time() > until ? null : left.poll();
  }
}
