package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.topic.LogRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A recommender that a log teaches")
class TaughtRecommenderTest {
  private static final int BLOCK = QualityDrift.BLOCK;

  /** Of these ways from one item to the next ten are listed. */
  private static final int FEW = 15;

  private static final int MANY = 49;

  private final RecommendPipeline pipeline = pipeline("{detector: adwin}");
  private long next;

  private static RecommendPipeline pipeline(String drift) {
    return RecommendFile.read(
        Path.of("recommendations.yaml"),
        Map.of("generators", "[{kind: markov, last: 1}]", "drift", drift));
  }

  @Test
  void tellsOfListsThatHitLessThanBefore() {
    TaughtRecommender taught = new TaughtRecommender(pipeline, "log");
    teach(taught, 40 * BLOCK, 1);
    assertThat(hits(taught).tellings()).isZero();
    teach(taught, 8 * BLOCK, 2);
    assertThat(hits(taught).tellings())
        .as("%s", taught.model().quality().overWindow())
        .isPositive();
    Episode begun = hits(taught).told(0).get(0);
    assertThat(begun.kind()).isEqualTo(Episode.HITS);
    assertThat(begun.subject()).isEqualTo(Episode.HITS);
    assertThat(begun.cause())
        .startsWith("share of tests whose item was not among the first 10 rose from 0.");
  }

  @Test
  void goesOnBitForBitWhenRestoredWhileAnEpisodeLasts() {
    TaughtRecommender undisturbed = new TaughtRecommender(pipeline, "log");
    teach(undisturbed, 40 * BLOCK, 1);
    teach(undisturbed, 8 * BLOCK, 2);
    assertThat(hits(undisturbed).drifts()).isTrue();
    TaughtRecommender restored = new TaughtRecommender(pipeline, "log");
    restored.read(new StateReader(bytes(undisturbed)));
    long from = next;
    teach(undisturbed, 3 * BLOCK, 2);
    next = from;
    teach(restored, 3 * BLOCK, 2);
    assertThat(bytes(restored)).isEqualTo(bytes(undisturbed));
    assertThat(hits(restored).told(0)).isEqualTo(hits(undisturbed).told(0));
  }

  @Test
  void takesNoStateOfOtherSettings() {
    TaughtRecommender taught = new TaughtRecommender(pipeline, "log");
    teach(taught, 10, 1);
    RecommendPipeline unwatched =
        new RecommendPipeline(
            pipeline.name(),
            pipeline.generation(),
            pipeline.partitions(),
            pipeline.activity(),
            pipeline.items(),
            pipeline.listing(),
            pipeline.recommender(),
            null,
            pipeline.output(),
            "");
    TaughtRecommender other = new TaughtRecommender(unwatched, "log");
    assertThatThrownBy(() -> other.read(new StateReader(bytes(taught))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new TaughtRecommender(pipeline, "log").read(new StateReader(bytes(other))))
        .hasMessageContaining("with {no watch over its hits}, expected {detector=adwin");
    TaughtRecommender blunter =
        new TaughtRecommender(pipeline("{detector: adwin, every: 20000}"), "log");
    assertThatThrownBy(() -> blunter.read(new StateReader(bytes(taught))))
        .hasMessageContaining("every=20000");
  }

  private static QualityDrift hits(TaughtRecommender taught) {
    return taught.quality().orElseThrow();
  }

  private static byte[] bytes(TaughtRecommender taught) {
    StateWriter out = taught.newState();
    taught.write(out);
    return out.toBytes();
  }

  /** Users who had an item take another: one of a few, or of many others. */
  private void teach(TaughtRecommender taught, int lessons, int step) {
    for (int i = 0; i < lessons; i++, next++) {
      Random random = new Random(next * 0x9E3779B97F4A7C15L);
      int first = random.nextInt(500);
      int way = random.nextInt(step == 1 ? FEW : MANY);
      String then = "i" + (first * 7 + step * 131 + way * 17) % 500;
      Activity before = activity("i" + first, 2 * next);
      UserHistory history = pipeline.newHistory();
      history.add(before, 1);
      Activity after = activity(then, 2 * next + 1);
      taught.learn(
          new LogRecord.Taken("e" + next, pipeline.lesson(after, history)), new LogHistory(), next);
    }
  }

  private Activity activity(String item, long second) {
    return new Activity("u" + next, item, "purchase", 1, 1_522_540_800_000L + 1_000 * second);
  }
}
