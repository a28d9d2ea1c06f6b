package io.millrace.it;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same where there is time: the profile {@code proofs} kills twenty times. */
@Tag(Proof.TAG)
@DisplayName("After many a SIGKILL")
class CrashProofIT extends CrashContract {
  /** Positives out of the sample are read back from the feature log, lessons are taken back. */
  @Test
  void aLockstepRunOfASampleWhoseNegativesAreTaughtAtOnceEqualsOneWithout() throws Exception {
    assertLockstepEqualsOneWithoutKills(
        "provisional", Map.of("labels.sample", "{negatives: 0.3}", "labels.negative_after", "1d"));
  }
}
