package io.millrace.model.replica;

import static io.millrace.model.replica.ReplicaFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.explain.Reason;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reasons of a score")
class ScorerReasonsTest {
  private static final Replica REPLICA = ReplicaFixture.fresh();
  private final Scorer scorer = REPLICA.scorer();

  @BeforeAll
  static void learn() {
    ReplicaFixture.examples(1, 4000).forEach(REPLICA::learn);
  }

  @ParameterizedTest
  @CsvSource({"300, FR, 2.5", "10, AT, 1", "0, , NaN", "399.9, DE, 8", "NaN, , NaN"})
  void addUpToTheLogitLessTheBase(double amount, String country, float ratio) {
    float[] event = values(amount, country, ratio);
    double sum =
        scorer.reasons(event, Arrays.asList(country), 100).stream()
            .mapToDouble(Reason::contribution)
            .sum();
    double raw = scorer.raw(event);
    double logit = Math.log(raw / (1 - raw));
    assertThat(sum).isCloseTo(logit - scorer.base(event), within(1e-9));
  }

  @Test
  void comeStrongestFirstWhetherForOrAgainst() {
    List<Reason> reasons = scorer.reasons(values(10, "AT", 1), List.of("AT"), 100);
    assertThat(reasons)
        .isSortedAccordingTo(
            Comparator.comparingDouble((Reason r) -> Math.abs(r.contribution())).reversed());
    assertThat(reasons).extracting(Reason::contribution).anyMatch(c -> c < 0);
    assertThat(reasons).extracting(Reason::feature).doesNotHaveDuplicates();
  }

  @Test
  void areAtMostSoManyAsAskedForAndTheSameOnes() {
    float[] event = values(300, "FR", 2.5f);
    List<Reason> all = scorer.reasons(event, List.of("FR"), 100);
    assertThat(all).hasSize(5);
    assertThat(scorer.reasons(event, List.of("FR"), 2)).isEqualTo(all.subList(0, 2));
    assertThat(scorer.reasons(event, List.of("FR"), 0)).isEmpty();
  }

  @Test
  void nameWhatMattersAsAPersonReadsIt() {
    List<Reason> reasons = scorer.reasons(values(300, "FR", 2.5f), List.of("FR"), 5);
    assertThat(reasons.get(0).contribution()).isPositive();
    assertThat(reasons)
        .extracting(Reason::feature, Reason::value)
        .contains(
            tuple("amount", "300"),
            tuple("country", "FR"),
            tuple("amount x country", "300 & FR"),
            tuple("customer_ratio_1d", "2.5 x"));
  }

  @Test
  void areNoneWhereNothingHasBeenLearnt() {
    Scorer ignorant = ReplicaFixture.fresh().scorer();
    assertThat(ignorant.reasons(values(300, "FR", 2.5f), List.of("FR"), 5)).isEmpty();
  }
}
