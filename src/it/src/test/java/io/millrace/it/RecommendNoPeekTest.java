package io.millrace.it;

import io.millrace.stream.demo.ActivitySettings;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

@DisplayName("No list of a simulated stream knows what lies ahead")
class RecommendNoPeekTest extends RecommendNoPeekContract {
  private final ActivityLines lines =
      ActivityLines.simulated(
          new ActivitySettings(20260101, LocalDate.parse("2026-01-01"), 20, 60, 150));

  @Override
  ActivityLines lines() {
    return lines;
  }

  @Override
  Map<String, String> settings() {
    return Map.of("recommend.repeats.show", "true");
  }
}
