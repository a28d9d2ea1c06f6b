package io.millrace.it;

import io.millrace.stream.demo.SimulatorSettings;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same where there is time: the profile {@code proofs} kills twenty times. */
@Tag(Proof.TAG)
@DisplayName("After many a SIGKILL")
class CrashProofIT extends CrashContract {
  /** Its champion is that of {@code fraud.yaml}, which {@link CrashIT} runs. */
  @Override
  String lockstepPipeline() {
    return "fraud-challengers";
  }

  /** Positives out of the sample are read back from the feature log, lessons are taken back. */
  @Test
  void aLockstepRunOfASampleWhoseNegativesAreTaughtAtOnceEqualsOneWithout() throws Exception {
    assertLockstepEqualsOneWithoutKills(
        FRAUD,
        "provisional",
        Map.of("labels.sample", "{negatives: 0.3}", "labels.negative_after", "1d"));
  }

  /** Killed before it, in the stretch in which it comes, and after it. */
  @Test
  void aChallengerTakesOverByItsEvidenceAtThePlaceWhereItWouldHaveWithout() throws Exception {
    Map<String, String> settings = TakeOver.settings("taken-over");
    int days = daysOrMore(24);
    TransactionLines lines =
        TransactionLines.simulated(
            SimulatorSettings.sized(5, LocalDate.parse("2018-04-01"), days, 300, 2_000));
    Reference expected =
        assertLockstepEqualsOneWithoutKills(FRAUD, settings, TakeOver.changed(lines, 3), days);
    TakeOver takeOver = new TakeOver(expected, committed(settings), settings);
    takeOver.assertOneServesBeforeAPlaceInTheLogAndAnotherAfter();
    takeOver.assertModelsTellTheSame();
    takeOver.assertAuditProvesScoresOnBothSides();
  }
}
