package io.millrace.model.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An evaluation")
class EvaluationTest {
  /**
   * The numbers were computed from the same file by an independent program (numpy and pandas) that
   * follows the Fraud Detection Handbook's protocol with no customer left out.
   */
  @ParameterizedTest
  @CsvSource({"10, 0.5142857142857143", "100, 0.11714285714285713"})
  void agreesWithTheHandbooksProtocolOnAWeekFullOfTies(int k, double precision) throws IOException {
    Evaluation evaluation = Evaluation.perDay(k, "customer_id", ZoneOffset.UTC);
    for (String[] row : rows("week-of-ties.csv")) {
      double score = Double.parseDouble(row[4]);
      evaluation.add(
          Instant.parse(row[1]).toEpochMilli(), row[2], score, score, row[3].equals("1"));
    }
    Evaluation.Result result = evaluation.result();
    assertThat(result.events()).isEqualTo(900);
    assertThat(result.positives()).isEqualTo(116);
    assertThat(result.aucRoc()).isCloseTo(0.816650906052076, within(1e-9));
    assertThat(result.averagePrecision()).isCloseTo(0.41764578443882727, within(1e-9));
    assertThat(result.precisionAtK().orElseThrow().value()).isCloseTo(precision, within(1e-9));
    assertThat(result.precisionAtK().orElseThrow().per()).isEqualTo("customer_id");
  }

  @Test
  void meansAreOverEvents() {
    Evaluation evaluation = Evaluation.withoutEntities();
    evaluation.add(0, "", 3, 0.75, true);
    evaluation.add(0, "", -3, 0.5, false);
    Evaluation.Result result = evaluation.result();
    assertThat(result.logLoss()).isCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, within(1e-12));
    assertThat(result.brier()).isEqualTo((0.0625 + 0.25) / 2);
    assertThat(result.calibrationError()).isCloseTo(0.375, within(1e-12));
    assertThat(result.aucRoc()).isEqualTo(1);
    assertThat(result.precisionAtK()).isEmpty();
  }

  @Test
  void canBeAskedBetweenEvents() {
    Evaluation evaluation = Evaluation.withoutEntities();
    evaluation.add(0, "", 0.9, 0.9, true);
    assertThat(evaluation.result().aucRoc()).isNaN();
    evaluation.add(0, "", 0.1, 0.1, false);
    assertThat(evaluation.result().aucRoc()).isEqualTo(1);
  }

  @Test
  void withoutAnEventEveryQualityIsUndefined() {
    Evaluation.Result result = Evaluation.withoutEntities().result();
    assertThat(result.events()).isZero();
    assertThat(
            List.of(result.aucRoc(), result.logLoss(), result.brier(), result.calibrationError()))
        .containsOnly(Double.NaN);
  }

  private static List<String[]> rows(String resource) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(EvaluationTest.class.getResourceAsStream(resource), UTF_8))) {
      return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }
  }
}
