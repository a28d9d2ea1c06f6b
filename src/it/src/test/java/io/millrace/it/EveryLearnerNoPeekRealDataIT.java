package io.millrace.it;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag(Proof.TAG)
@DisplayName("No score of any learner of the real file knows what lies ahead")
class EveryLearnerNoPeekRealDataIT extends LearnersNoPeekContract {
  private TransactionLines lines;

  EveryLearnerNoPeekRealDataIT() {
    super(EveryLearner.sideBySide(Map.of()));
  }

  @BeforeAll
  void read() {
    lines = TransactionLines.firstOf(RealData.orSkip(), NoPeekRealDataIT.ROWS);
  }

  @Override
  TransactionLines lines() {
    return lines;
  }
}
