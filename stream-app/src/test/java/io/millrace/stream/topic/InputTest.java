package io.millrace.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topic of items")
class InputTest {
  private static final String MAX = Long.toString(Long.MAX_VALUE);
  private static final List<Input> INPUTS =
      new RecommendTopics(
              RecommendFile.read(
                  Path.of("recommendations.yaml"),
                  Map.of(
                      "items",
                      "{topic: things, format: json, item: item_id, withdrawn: withdrawn}")))
          .inputs();

  private static List<String> warnings(Input input, String policy, String retention) {
    return input.warnings(
        Map.of(
            "cleanup.policy",
            policy,
            "retention.ms",
            retention,
            "message.timestamp.type",
            "CreateTime",
            "message.timestamp.before.max.ms",
            MAX,
            "message.timestamp.after.max.ms",
            MAX));
  }

  @Test
  void mayBeCompactedUnlikeActivity() {
    assertThat(warnings(INPUTS.get(1), "compact", "604800000")).isEmpty();
    assertThat(warnings(INPUTS.get(1), "compact,delete", "-1")).isEmpty();
    assertThat(warnings(INPUTS.get(0), "compact", "604800000"))
        .singleElement()
        .asString()
        .startsWith("topic activity: cleanup.policy = compact, expected delete");
  }

  @Test
  void losesWithdrawalsWhereItKeepsThemForATime() {
    assertThat(warnings(INPUTS.get(1), "delete", "-1")).isEmpty();
    for (String policy : List.of("delete", "compact,delete")) {
      assertThat(warnings(INPUTS.get(1), policy, "31536000000"))
          .singleElement()
          .asString()
          .startsWith(
              "topic things: retention.ms = 31536000000, expected -1, or cleanup.policy = compact: ")
          .contains("a new generation")
          .contains("--entity-name things --add-config retention.ms=-1, or");
    }
    assertThat(warnings(INPUTS.get(0), "delete", "31536000000")).isEmpty();
  }
}
