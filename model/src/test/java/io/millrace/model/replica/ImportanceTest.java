package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.event.Example;
import io.millrace.model.explain.Reason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The importance of a feature")
class ImportanceTest {
  @Test
  void isTheMeanOfItsContributionsOverTheLastThousandExamples() {
    Replica replica = ReplicaFixture.fresh();
    List<Example> examples = ReplicaFixture.examples(1, 2500);
    examples.forEach(replica::learn);
    Scorer scorer = replica.scorer();
    double amount = 0;
    double weight = 0;
    for (Example example : examples.subList(1500, 2500)) {
      for (Reason reason : scorer.reasons(example.values(), Arrays.asList("X"), 9)) {
        if (reason.feature().equals("amount")) {
          amount += example.weight() * Math.abs(reason.contribution());
        }
      }
      weight += example.weight();
    }
    assertThat(replica.importance()[0]).isCloseTo(amount / weight, within(1e-9));
    assertThat(replica.importance()).hasSize(5);
  }

  @Test
  void isTheSameInSlices() {
    Replica replica = ReplicaFixture.fresh();
    ReplicaFixture.examples(1, 110).forEach(replica::learn);
    double[] sum = new double[5];
    double weight = replica.addImportance(0, 50, sum) + replica.addImportance(50, 100, sum);
    double last = replica.addImportance(100, 150, sum);
    assertThat(last).isPositive().isLessThan(weight);
    assertThat(replica.addImportance(150, 200, sum)).isZero();
    assertThat(sum[0] / (weight + last)).isCloseTo(replica.importance()[0], within(1e-12));
  }

  @Test
  void isNotKnownBeforeTheFirstExampleAndTeachesNothing() {
    Replica replica = ReplicaFixture.fresh();
    assertThat(replica.importance()[0]).isNaN();
    ReplicaFixture.examples(1, 50).forEach(replica::learn);
    byte[] before = replica.digest();
    assertThat(replica.importance()[0]).isPositive();
    assertThat(replica.digest()).isEqualTo(before);
  }
}
