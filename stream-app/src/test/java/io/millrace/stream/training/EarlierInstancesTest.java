package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.InstanceReport;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Instances that were there before")
class EarlierInstancesTest {
  private final EarlierInstances one = new EarlierInstances("one", 1);
  private final EarlierInstances two = new EarlierInstances("two", 1);

  @Test
  void standInTheWayOfALaterOneThatDiffersAndOnlyOfThat() {
    // Both read the same order: one's report, then two's.
    one.joined();
    one.reported(report("two", 1, "fast"), 10);
    two.reported(report("one", 1, "exactly_once"), 10);
    two.joined();
    two.reported(report("one", 1, "exactly_once"), 20);

    assertThat(two.differing("fast", 20)).contains(report("one", 1, "exactly_once"));
    assertThat(two.differing("exactly_once", 20)).isEmpty();
    assertThat(one.differing("exactly_once", 20)).isEmpty();
  }

  @Test
  void doNoMoreOnceTheyHaveLeftOrStartedAnew() {
    two.reported(report("one", 1, "exactly_once"), 10);
    two.joined();
    two.left("one");
    assertThat(two.differing("fast", 20)).isEmpty();
    two.reported(report("one", 1, "exactly_once"), 30);
    assertThat(two.differing("fast", 30)).isEmpty();
  }

  @Test
  void doNoMoreOnceTheySayTheSame() {
    two.reported(report("one", 1, "exactly_once"), 10);
    two.joined();
    two.reported(report("one", 1, "fast"), 20);
    assertThat(two.differing("fast", 20)).isEmpty();
  }

  @Test
  void areGoneWhenNothingIsHeardOfThem() {
    two.reported(report("one", 1, "exactly_once"), 10);
    two.joined();
    assertThat(two.differing("fast", 9 + EarlierInstances.SILENCE_MS)).isPresent();
    assertThat(two.differing("fast", 10 + EarlierInstances.SILENCE_MS)).isEmpty();
  }

  @Test
  void ofAnotherGenerationOrAReleaseThatTellsNoGuaranteeAreInNobodysWay() {
    two.reported(report("one", 2, "exactly_once"), 10);
    two.reported(report("three", 1, null), 10);
    two.reported(report("two", 1, "exactly_once"), 10);
    two.joined();
    assertThat(two.differing("fast", 20)).isEmpty();
  }

  private static InstanceReport report(String instance, int generation, String guarantee) {
    return new InstanceReport(
        instance,
        new ModelVersion("log", generation, 5),
        4,
        true,
        Optional.empty(),
        9,
        "",
        Optional.ofNullable(guarantee));
  }
}
