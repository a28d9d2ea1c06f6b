package io.millrace.it;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag(Proof.TAG)
@DisplayName("No list of the real ratings knows what lies ahead")
class RecommendNoPeekRealDataIT extends RecommendNoPeekContract {
  private static final int ROWS = 15_000;

  private ActivityLines lines;

  @BeforeAll
  void read() {
    lines = ActivityLines.firstOf(RealData.fileOrSkip("mlsmall.csv.gz"), ROWS);
  }

  @Override
  ActivityLines lines() {
    return lines;
  }

  @Override
  Map<String, String> settings() {
    return Map.of("recommend.positive", "4");
  }
}
