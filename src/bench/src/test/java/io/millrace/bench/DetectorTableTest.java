package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.DetectorTable.Course;
import io.millrace.bench.DetectorTable.Found;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Our detectors beside MOA's")
class DetectorTableTest {
  private static final int SEEDS = 8;
  private static final Course SEA = DetectorTable.COURSES.get(0);
  private static final Course HYPERPLANE = DetectorTable.COURSES.get(4);

  @Test
  void areNoWorseOnPublishedStreams() {
    for (DetectorTable.Pair pair : DetectorTable.PAIRS) {
      if (pair.moa() == null) continue;
      Found ours = DetectorTable.found(HYPERPLANE, pair.ours(), SEEDS);
      Found moas = DetectorTable.found(HYPERPLANE, pair.moa(), SEEDS);
      assertThat(ours.missed()).as(pair.name()).isLessThanOrEqualTo(moas.missed());
      assertThat(ours.falsePer100k()).as(pair.name()).isLessThanOrEqualTo(moas.falsePer100k() + 1);
      assertThat(ours.delay()).as(pair.name()).isLessThanOrEqualTo(1.05 * moas.delay() + 10);
    }
  }

  @Test
  void watchALearnerThatErrsMoreFromTheChangeOn() {
    double[] errors = DetectorTable.errors(SEA, 1);
    assertThat(mean(errors, DetectorTable.BEFORE - 5_000, DetectorTable.BEFORE))
        .isBetween(0.1, 0.2);
    assertThat(mean(errors, DetectorTable.BEFORE, DetectorTable.BEFORE + 2_000))
        .isGreaterThan(mean(errors, DetectorTable.BEFORE - 5_000, DetectorTable.BEFORE) + 0.03);
  }

  @Test
  void areTriedOnStreamsWhoseClassesAreAsOftenAsPublished() {
    assertThat(positives(ConceptStream.sea(1), 0)).isBetween(0.37, 0.44);
    // Of 61 ages 20 lie below 40 and 21 from 60 on; a twentieth of the labels are turned.
    assertThat(positives(ConceptStream.agrawal(1), 0)).isBetween(0.63, 0.67);
    assertThat(positives(ConceptStream.hyperplane(1), 0)).isBetween(0.45, 0.55);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) sum += values[i];
    return sum / (to - from);
  }

  private static double positives(ConceptStream stream, double changed) {
    int positives = 0;
    for (int i = 0; i < 20_000; i++) if (stream.label(stream.next(), changed)) positives++;
    return positives / 20_000.0;
  }
}
