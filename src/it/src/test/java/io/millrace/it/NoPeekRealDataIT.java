package io.millrace.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag(Proof.TAG)
@DisplayName("No score of the real file knows what lies ahead")
class NoPeekRealDataIT extends NoPeekContract {
  /**
   * Twelve days unless {@code -Dmillrace.nopeek.rows} says otherwise: labels are known from the
   * second week on.
   */
  static final int ROWS = Integer.getInteger("millrace.nopeek.rows", 120_000);

  private TransactionLines lines;

  @BeforeAll
  void read() {
    lines = TransactionLines.firstOf(RealData.orSkip(), ROWS);
  }

  @Override
  TransactionLines lines() {
    return lines;
  }

  @Override
  Stream<Told> told() {
    return Stream.of(Told.BOTH_CLASSES, Told.POSITIVES_ONLY);
  }
}
