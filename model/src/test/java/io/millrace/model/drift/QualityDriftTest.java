package io.millrace.model.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.metric.LogLoss;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Drift of quality")
class QualityDriftTest {
  private static final int BLOCK = QualityDrift.BLOCK;
  private static final DriftConfig ADWIN = new DriftConfig(QualityDetector.ADWIN, 1_000_000);

  private final Random random = new Random(3);
  private long examples;

  @ParameterizedTest
  @EnumSource(QualityDetector.class)
  void isToldWhenTheLearnerErrsMoreAndWhenItErrsLessAgain(QualityDetector detector) {
    QualityDrift drift = new QualityDrift(new DriftConfig(detector, 1_000_000));
    feed(drift, 200 * BLOCK, 0.05);
    assumeQuiet(detector, drift);
    int before = drift.episodes().size();
    long from = examples;
    feed(drift, 100 * BLOCK, 0.2);
    QualityEpisode episode = drift.episodes().get(before);
    assertThat(episode.after()).isBetween(from + 1, from + 40 * BLOCK).isEqualTo(episode.started());
    assertThat(episode.after() % BLOCK).isZero();
    assertThat(episode.before()).isBetween(0.15, 0.3);
    assertThat(episode.risen()).isGreaterThan(episode.before() * 1.1);
    feed(drift, 300 * BLOCK, 0.05);
    episode = drift.episodes().get(before);
    assertThat(episode.end()).isEqualTo(QualityEpisode.End.RECOVERED);
    assertThat(episode.over()).isBetween(from + 100 * BLOCK, from + 250 * BLOCK);
    assertThat(episode.last()).isLessThan(0.45);
  }

  /** Only detectors whose false alarms can be set promise to have none. */
  private static void assumeQuiet(QualityDetector detector, QualityDrift drift) {
    if (detector.hasRunLength()) assertThat(drift.episodes()).isEmpty();
    assertThat(drift.drifts()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = QualityDetector.class, names = "DDM", mode = EnumSource.Mode.EXCLUDE)
  void isToldForNothingNoOftenerThanItMay(QualityDetector detector) {
    QualityDrift drift = new QualityDrift(new DriftConfig(detector, 20_000));
    feed(drift, 400_000, 0.1);
    assertThat(drift.tellings() / 2).isLessThanOrEqualTo(20);
  }

  @Test
  void isTakenForUsualAfterAWhile() {
    QualityDrift drift = new QualityDrift(ADWIN);
    feed(drift, 200 * BLOCK, 0.05);
    feed(drift, 400 * BLOCK, 0.2);
    QualityEpisode only = drift.episodes().get(0);
    assertThat(drift.episodes()).hasSize(1);
    assertThat(only.end()).isEqualTo(QualityEpisode.End.ADOPTED);
    assertThat(only.over() - only.after()).isEqualTo(QualityDrift.ADOPTED_AFTER * (long) BLOCK);
    assertThat(only.ending().cause()).startsWith("taken for usual: prequential log loss 0.5");
  }

  @Test
  void isNoneWhereAnotherLearnerServes() {
    QualityDrift drift = new QualityDrift(ADWIN);
    feed(drift, 100 * BLOCK + 7, 0.05);
    drift.restart(examples);
    feed(drift, 100 * BLOCK, 0.2);
    assertThat(drift.tellings()).isZero();
    feed(drift, 30 * BLOCK, 0.5);
    assertThat(drift.drifts()).isTrue();
    drift.restart(examples);
    assertThat(drift.drifts()).isFalse();
    assertThat(drift.episodes().get(0).end()).isEqualTo(QualityEpisode.End.REPLACED);
    assertThat(drift.episodes().get(0).over()).isEqualTo(examples);
  }

  @Test
  void aFallIsNone() {
    QualityDrift drift = new QualityDrift(ADWIN);
    feed(drift, 100 * BLOCK, 0.3);
    feed(drift, 100 * BLOCK, 0.05);
    assertThat(drift.tellings()).isZero();
  }

  @Test
  void isToldInOrderHoweverOftenSomebodyAsks() {
    QualityDrift drift = new QualityDrift(ADWIN);
    feed(drift, 100 * BLOCK, 0.05);
    assertThat(drift.told(0)).isEmpty();
    feed(drift, 50 * BLOCK, 0.2);
    assertThat(drift.tellings()).isEqualTo(1);
    assertThat(drift.told(0)).hasSize(1);
    Episode begun = drift.told(0).get(0);
    assertThat(begun.isOpen()).isTrue();
    assertThat(begun.cause()).startsWith("prequential log loss rose from 0.2");
    assertThat(begun.size()).isGreaterThan(1.2);
    feed(drift, 200 * BLOCK, 0.05);
    List<Episode> news = drift.told(1);
    assertThat(news).hasSize(1);
    assertThat(news.get(0).started()).isEqualTo(begun.started());
    assertThat(news.get(0).cause()).startsWith("recovered");
    assertThat(drift.told(2)).isEmpty();
    assertThat(drift.told(0)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(QualityDetector.class)
  void goesOnBitForBitWhereItWasWritten(QualityDetector detector) {
    DriftConfig config = new DriftConfig(detector, 1_000_000);
    QualityDrift original = new QualityDrift(config);
    for (double errors : new double[] {0.05, 0.3, 0.05}) {
      feed(original, 60 * BLOCK + 123, errors);
      QualityDrift restored = new QualityDrift(config);
      restored.read(new StateReader(bytes(original)));
      assertThat(bytes(restored)).isEqualTo(bytes(original));
      Random same = new Random(9);
      for (int i = 0; i < 40 * BLOCK; i++) {
        boolean positive = same.nextBoolean();
        double said = same.nextInt(10) == 0 ? 0.3 : 0.9;
        double probability = positive ? said : 1 - said;
        examples++;
        assertThat(add(restored, probability, positive))
            .isEqualTo(add(original, probability, positive));
      }
      assertThat(bytes(restored)).isEqualTo(bytes(original));
      assertThat(restored.episodes()).isEqualTo(original.episodes());
    }
    assertThat(original.tellings()).isPositive();
  }

  @Test
  void isNotReadFromAnotherFormat() {
    byte[] bytes = bytes(new QualityDrift(ADWIN));
    bytes[0] ^= 0x55;
    assertThatThrownBy(() -> new QualityDrift(ADWIN).read(new StateReader(bytes)))
        .hasMessageContaining("drift state has format")
        .hasMessageContaining("without it the log is replayed");
  }

  @Test
  void settingsRefuseWhatMeansNothing() {
    assertThatThrownBy(() -> new DriftConfig(QualityDetector.ADWIN, 9_999))
        .hasMessage("drift.every = 9999, expected 10000 to 1000000000000; start at 1000000");
    assertThatThrownBy(() -> new DriftConfig(QualityDetector.DDM, 20_000))
        .hasMessageContaining("expected no such key beside ddm");
  }

  /** A learner that is sure and wrong in a share of the cases. */
  private void feed(QualityDrift drift, int count, double errors) {
    for (int i = 0; i < count; i++) {
      boolean positive = random.nextBoolean();
      double said = random.nextDouble() < errors ? 0.1 : 0.9;
      examples++;
      add(drift, positive ? said : 1 - said, positive);
    }
  }

  private boolean add(QualityDrift drift, double probability, boolean positive) {
    double loss = LogLoss.of(probability, positive);
    return drift.add(probability, positive, loss, examples, examples);
  }

  private static byte[] bytes(QualityDrift drift) {
    StateWriter out = new StateWriter();
    drift.write(out);
    return out.toBytes();
  }
}
