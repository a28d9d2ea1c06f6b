package io.millrace.it;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

/** The same where there is time: the profile {@code proofs} kills twenty times. */
@Tag(Proof.TAG)
@DisplayName("After many a SIGKILL")
class CrashProofIT extends CrashContract {}
