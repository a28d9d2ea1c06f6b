package io.millrace.stream.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.recommend.UserView;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user's memory, when his list is asked for")
class UserStageTest {
  private static final long NOON = Instant.parse("2026-01-05T12:00:00Z").toEpochMilli();
  private static final long TEN = Instant.parse("2026-01-05T10:00:00Z").toEpochMilli();
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;

  private final RecommendPipeline pipeline =
      RecommendFile.read(
          Path.of("recommendations.yaml"),
          Map.of("recommend.repeats.show", "true", "recommend.forget", "30d"));

  @Test
  void theBasketBeingFilledStaysOutWhenSomebodyElseIsActiveASecondLater() {
    UserView view = asked(memory(), NOON + SECOND);

    assertThat(view.time()).isEqualTo(NOON);
    assertThat(view.excluded())
        .containsExactlyInAnyOrder(TextHash.of("bread"), TextHash.of("milk"));
  }

  @Test
  void theBasketIsTheUsersUntilOthersAreHalfAnHourFurther() {
    assertThat(asked(memory(), NOON + 30 * MINUTE).excluded()).hasSize(2);

    UserView later = asked(memory(), NOON + 30 * MINUTE + 1);
    assertThat(later.time()).isEqualTo(NOON + 30 * MINUTE + 1);
    assertThat(later.excluded()).isEmpty();
    assertThat(later.had()).isEqualTo(3);
  }

  @Test
  void whatTheModelHasNotLearntYetIsTheBasketToo() {
    UserView view = asked(memory(), TEN);
    assertThat(view.time()).isEqualTo(NOON);
    assertThat(view.excluded()).hasSize(2);
  }

  @Test
  void whoIsForgottenHadNothing() {
    long later = NOON + Duration.ofDays(30).toMillis();
    assertThat(asked(memory(), later).had()).isEqualTo(3);

    UserView view = asked(memory(), later + 1);
    assertThat(view.had()).isZero();
    assertThat(view.recent()).isEmpty();
    assertThat(view.time()).isEqualTo(later + 1);
  }

  @Test
  void whoIsNotKnownIsAskedForWithTheNewestTime() {
    UserView view = asked(null, NOON);
    assertThat(view.had()).isZero();
    assertThat(view.time()).isEqualTo(NOON);
  }

  private UserView asked(byte[] memory, long newest) {
    return UserStage.view(pipeline, "anna", memory, newest);
  }

  private byte[] memory() {
    UserMemory memory = new UserMemory(pipeline.newHistory());
    memory.history().add(new Activity("anna", "tea", "purchase", Double.NaN, TEN), 1);
    memory.history().add(new Activity("anna", "bread", "purchase", Double.NaN, NOON), 1);
    memory.history().add(new Activity("anna", "milk", "purchase", Double.NaN, NOON), 1);
    StateWriter writer = new StateWriter(4096);
    memory.write(writer);
    return writer.toBytes();
  }
}
