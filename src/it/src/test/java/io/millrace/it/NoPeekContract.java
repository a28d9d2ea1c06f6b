package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.feed.BacktestRun;
import io.millrace.stream.feed.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No score knows what is not known at its event: whatever lies ahead of a row may be anything, the
 * scores file up to that row stays the same to the byte. Of the shipped {@code fraud.yaml}, labels
 * a week late, for rows drawn by a fixed seed from those at which labels are known.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NoPeekContract {
  private static final Duration DELAY = Duration.ofDays(7);

  /** How labels are told. */
  enum Told {
    BOTH_CLASSES(false, Duration.ZERO),
    POSITIVES_ONLY(true, Duration.ZERO),
    BOTH_CLASSES_IN_LOCKSTEP(false, Duration.ofDays(1));

    private final Labels labels;
    private final Duration lockstep;

    Told(boolean positivesOnly, Duration lockstep) {
      this.labels = new Labels("fraud", DELAY, null, positivesOnly);
      this.lockstep = lockstep;
    }

    Duration lockstep() {
      return lockstep;
    }
  }

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());
  private final Map<Told, byte[]> scores = new EnumMap<>(Told.class);

  @TempDir private Path directory;

  abstract TransactionLines lines();

  abstract Stream<Told> told();

  /** How many rows each proof is made for. */
  int draws() {
    return 20;
  }

  /** What is said of a file's events: a line for the header, then one a row. */
  byte[] scores(Path events, Told told) throws IOException {
    Path scored = Files.createTempFile(directory, "scores", ".csv");
    BacktestRun.Options options =
        new BacktestRun.Options(events, told.labels, told.lockstep, null, null, scored);
    BacktestRun.Result result = new BacktestRun(pipeline, options).run(share -> {});
    assertThat(result.unread().rows()).isZero();
    byte[] written = Files.readAllBytes(scored);
    Files.delete(scored);
    return written;
  }

  @ParameterizedTest
  @MethodSource("told")
  void cuttingTheFileAfterARowLeavesTheScoresUpToIt(Told told) {
    rows(1)
        .forEach(row -> assertThat(scores(lines().cutAfter(row), told)).isEqualTo(upTo(row, told)));
  }

  @ParameterizedTest
  @MethodSource("told")
  void replacingAllLaterRowsLeavesTheScoresUpToARow(Told told) {
    rows(2).forEach(row -> assertSameUpTo(row, told, lines().replacedAfter(row, new Random(row))));
  }

  @ParameterizedTest
  @MethodSource("told")
  void flippingEveryLabelNotYetKnownAtARowLeavesTheScoresUpToIt(Told told) {
    rows(3).forEach(row -> assertSameUpTo(row, told, lines().withUnknownFlipped(row, DELAY)));
  }

  /** Without this the proof would hold for scores that never learn. */
  @ParameterizedTest
  @MethodSource("told")
  void flippingTheLabelsKnownAtARowChangesItsScore(Told told) {
    int row = lines().size() - 1;
    byte[] other = scores(lines().withKnownFlipped(row, DELAY), told);
    assertThat(other).isNotEqualTo(upTo(row, told));
  }

  /** What is said where every label known at the last row is the opposite. */
  final byte[] lastFlipped() {
    return scores(lines().withKnownFlipped(lines().size() - 1, DELAY), Told.BOTH_CLASSES);
  }

  private void assertSameUpTo(int row, Told told, TransactionLines other) {
    byte[] expected = upTo(row, told);
    byte[] found = scores(other, told);
    assertThat(Arrays.mismatch(expected, 0, expected.length, found, 0, expected.length))
        .as("first byte that differs up to row %d", row)
        .isEqualTo(-1);
  }

  /** As many at a time as there are cores. */
  private IntStream rows(long seed) {
    int first = lines().firstAt(lines().timeOf(0).plus(DELAY));
    int[] rows = new Random(seed).ints(draws(), first, lines().size()).toArray();
    return Arrays.stream(rows).parallel();
  }

  /** The scores file of the unaltered stream up to a row. */
  private byte[] upTo(int row, Told told) {
    byte[] all = unaltered(told);
    int end = 0;
    for (int line = -1; line <= row; end++) {
      if (all[end] == '\n') line++;
    }
    return Arrays.copyOf(all, end);
  }

  final synchronized byte[] unaltered(Told told) {
    return scores.computeIfAbsent(told, key -> scores(lines(), key));
  }

  private byte[] scores(TransactionLines stream, Told told) {
    try {
      Path events = stream.writeTo(Files.createTempFile(directory, "events", ".csv"));
      byte[] scores = scores(events, told);
      Files.delete(events);
      return scores;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
