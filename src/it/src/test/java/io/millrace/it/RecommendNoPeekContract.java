package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.feed.RecommendRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * No list knows what the activity it precedes will be: an activity's item and value, and whatever
 * lies ahead of it, may be anything, the lists up to it and its own stay the same to the byte. Of
 * the shipped {@code recommendations.yaml}, for {@value #ROWS} rows drawn by a fixed seed from
 * those that test a list. A recommender that learnt first would pass every other test, and shine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecommendNoPeekContract {
  private static final int ROWS = 20;
  private static final int BEYOND = 200;

  @TempDir private Path directory;

  private List<String> lists;

  abstract ActivityLines lines();

  /** What is different about the shipped pipeline. */
  abstract Map<String, String> settings();

  @Test
  void anotherItemAndValueInARowLeavesTheListsUpToAndBeforeIt() {
    rows(1).forEach(row -> assertSameUpTo(row, lines().replaced(row)));
  }

  @Test
  void otherRowsAfterARowLeaveTheListsUpToIt() {
    rows(2).forEach(row -> assertSameUpTo(row, lines().replacedAfter(row, new Random(row))));
  }

  private IntStream rows(long seed) {
    List<String> all = lists();
    Random random = new Random(seed);
    return IntStream.range(0, ROWS).map(i -> row(all.get(random.nextInt(all.size()))));
  }

  private void assertSameUpTo(int row, ActivityLines other) {
    List<String> expected = lists().stream().filter(list -> row(list) <= row).toList();
    List<String> found =
        run(other, Math.min(row + BEYOND, other.size())).stream()
            .filter(list -> row(list) <= row)
            .toList();
    assertThat(row(expected.get(expected.size() - 1))).isEqualTo(row);
    assertThat(found).as("row %d", row).isEqualTo(expected);
  }

  private static int row(String list) {
    return Integer.parseInt(list.substring(0, list.indexOf(',')));
  }

  private List<String> lists() {
    if (lists == null) {
      lists = run(lines(), lines().size());
    }
    return lists;
  }

  private List<String> run(ActivityLines lines, long until) {
    Path out = directory.resolve("lists.csv");
    Path events = lines.write(directory.resolve("activity.csv"));
    RecommendPipeline pipeline = RecommendFile.read(Path.of("recommendations.yaml"), settings());
    try {
      new RecommendRun(pipeline, new RecommendRun.Options(events, until, out)).run(share -> {});
      List<String> all = Files.readAllLines(out);
      return all.subList(1, all.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
