package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.parse.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No learner knows what is not known at its event, whether it serves or shadows: of all learners on
 * one log, every raw score, probability and threshold up to a row stays the same bits.
 */
abstract class LearnersNoPeekContract extends NoPeekContract {
  private final Pipeline pipeline;

  /**
   * @param pipeline with several learners
   */
  LearnersNoPeekContract(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  Stream<Told> told() {
    return Stream.of(Told.BOTH_CLASSES);
  }

  @Override
  int draws() {
    return 3;
  }

  @Override
  byte[] scores(Path events, Told told) throws IOException {
    StringBuilder lines = new StringBuilder("all learners\n");
    try {
      Reference.run(pipeline, events, told.lockstep(), scored -> append(lines, scored));
    } catch (RejectedException e) {
      throw new IOException(e);
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** By learner, whoever serves. */
  private static void append(StringBuilder lines, ScoredEvent scored) {
    Map<Long, String> said = new TreeMap<>();
    for (int i = 0; i < scored.models().length; i++) {
      said.put(scored.models()[i], Double.toHexString(scored.rawScores()[i]));
    }
    lines.append(scored.eventId()).append(' ').append(Double.toHexString(scored.threshold()));
    lines.append(' ').append(scored.models()[0]);
    lines.append(' ').append(Arrays.toString(scored.probabilities()));
    said.values().forEach(score -> lines.append(",").append(score));
    lines.append('\n');
  }

  /** Without this one of them might never learn. */
  @Test
  void flippingTheLabelsKnownAtTheLastRowChangesWhatEachLearnerSays() {
    byte[] other = lastFlipped();
    String[] found = lastScores(other);
    String[] expected = lastScores(unaltered(Told.BOTH_CLASSES));
    assertThat(found).hasSameSizeAs(pipeline.learners().all().toArray());
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("learner %d of %d", i, found.length).isNotEqualTo(expected[i]);
    }
  }

  private static String[] lastScores(byte[] lines) {
    String all = new String(lines, StandardCharsets.UTF_8).stripTrailing();
    String last = all.substring(all.lastIndexOf('\n') + 1);
    return last.substring(last.indexOf("],") + 2).split(",");
  }
}
