package io.millrace.it;

import io.millrace.stream.config.PipelineFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag(Proof.TAG)
@DisplayName(
    "No score of the shipped champion and challengers of the real file knows what lies ahead")
class ShippedListNoPeekRealDataIT extends LearnersNoPeekContract {
  private TransactionLines lines;

  ShippedListNoPeekRealDataIT() {
    super(PipelineFile.read(Path.of("fraud-challengers.yaml"), Map.of()));
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
