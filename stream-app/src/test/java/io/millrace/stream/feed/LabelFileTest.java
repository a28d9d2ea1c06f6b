package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file of labels")
class LabelFileTest {
  private static final long KNOWN = Instant.parse("2018-04-08T00:00:31Z").toEpochMilli();
  private static final Map<String, String> CHANNELS =
      Map.of("labels.channels", "{field: found.by, order: [investigator, chargeback]}");

  @TempDir Path directory;

  private List<KnownLabel> read(Map<String, String> settings, String... lines) throws IOException {
    Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), settings);
    return LabelFile.read(Files.write(directory.resolve("labels"), List.of(lines)), pipeline);
  }

  @Test
  void saysTheSameInRowsAndInLinesOfJson() throws IOException {
    List<KnownLabel> expected =
        List.of(
            new KnownLabel("7", "1", KNOWN, 1, "chargeback"), new KnownLabel("8", "0", KNOWN, 2));
    assertThat(
            read(
                CHANNELS,
                "transaction_id,fraud,known_at,found.by",
                "7,1,2018-04-08 00:00:31,chargeback",
                "8,0," + KNOWN + ","))
        .isEqualTo(expected);
    assertThat(
            read(
                CHANNELS,
                "{\"transaction_id\":7,\"fraud\":1,\"known_at\":\"2018-04-08T00:00:31Z\","
                    + "\"found\":{\"by\":\"chargeback\"}}",
                "",
                "{\"transaction_id\":\"8\",\"fraud\":\"0\",\"known_at\":" + KNOWN + "}"))
        .isEqualTo(expected);
  }

  @Test
  void needNotNameTheChannel() throws IOException {
    assertThat(read(CHANNELS, "transaction_id,fraud,known_at", "7,1," + KNOWN))
        .containsExactly(new KnownLabel("7", "1", KNOWN, 1));
  }

  @Test
  void saysWhatItLacks() {
    assertThatThrownBy(() -> read(Map.of(), "transaction_id,fraud", "7,1"))
        .hasMessageContaining("has no column known_at, expected it among transaction_id, fraud");
    assertThatThrownBy(() -> read(Map.of(), "transaction_id,fraud,known_at", "7,1,"))
        .hasMessageContaining(", row 1: known_at is empty, expected an event's id");
    assertThatThrownBy(() -> read(Map.of(), "{\"transaction_id\":7,\"known_at\":1}"))
        .hasMessageContaining(", row 1: fraud is empty, expected an event's id");
    assertThatThrownBy(() -> read(Map.of(), "transaction_id,fraud,known_at", "7,1,soon"))
        .hasMessageContaining("known_at is soon, expected ISO 8601");
    assertThatThrownBy(
            () -> read(Map.of(), "{\"transaction_id\":7,\"fraud\":1,\"known_at\":1}", "{oh"))
        .hasMessageContaining(", row 2: found no JSON, expected one object a line");
  }
}
