package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo")
class DemoCommandTest {
  @TempDir private Path directory;

  @Test
  void addsUpAndPrintsOneObject() throws Exception {
    Path keep = directory.resolve("kept");
    Printed printed =
        Printed.of(
            "demo", "--for", "3s", "--rate", "1500", "--port", "0", "--json", "--keep", "" + keep);
    JsonNode json = printed.json();
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(json.path("adds_up").asBoolean()).isTrue();
    assertThat(json.at("/accounting/records_in").asLong()).isPositive();
    assertThat(json.at("/accounting/records_in").asLong())
        .isEqualTo(json.at("/sent/events").asLong());
    assertThat(json.path("identities")).isNotEmpty().allMatch(i -> i.path("holds").asBoolean());
    assertThat(json.at("/model/sha256").asText()).hasSize(64);
    assertThat(json.path("quality").has("log_loss")).isTrue();
    assertThat(printed.err()).contains("metrics and health on http://127.0.0.1:");
    assertThat(Files.exists(keep.resolve("kafka"))).isTrue();
  }
}
