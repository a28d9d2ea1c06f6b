package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo")
class DemoCommandTest {
  private static final String FORGED = "{\"event_id\":\"forged\",\"version\":{\"generation\":1}}";

  @TempDir private Path directory;

  @Test
  void endsByCtrlCWithOneObjectThatAddsUp() throws Exception {
    Path keep = directory.resolve("kept");
    try (DemoProcess demo =
        DemoProcess.start(directory, "--for", "5m", "--json", "--keep", "" + keep)) {
      demo.awaitErr(" scored [1-9]");
      demo.interrupt();
      assertThat(demo.code()).as(demo.err()).isZero();
      JsonNode json = new ObjectMapper().readTree(demo.out());
      assertThat(json.path("adds_up").asBoolean()).isTrue();
      assertThat(json.path("elapsed_seconds").asDouble()).isLessThan(300);
      assertThat(json.at("/accounting/records_in").asLong()).isPositive();
      assertThat(json.at("/accounting/records_in").asLong())
          .isEqualTo(json.at("/sent/events").asLong());
      assertThat(json.path("accounting").has("duplicate_scores")).isTrue();
      assertThat(json.path("accounting").has("unlabelled")).isTrue();
      assertThat(json.path("accounting").has("held")).isTrue();
      assertThat(json.path("identities")).isNotEmpty().allMatch(i -> i.path("holds").asBoolean());
      assertThat(json.at("/model/sha256").asText()).hasSize(64);
      assertThat(json.at("/recommend/identities"))
          .isNotEmpty()
          .allMatch(i -> i.path("holds").asBoolean());
      assertThat(json.at("/recommend/model/described").asLong()).isPositive();
      assertThat(json.at("/recommend/accounting/notices_dlq").asLong()).isEqualTo(1);
      assertThat(json.path("quality").has("log_loss")).isTrue();
      assertThat(demo.err()).contains("metrics and health on http://127.0.0.1:");
      assertThat(Files.exists(keep.resolve("kafka"))).isTrue();
    }
  }

  @Test
  @Tag("proof")
  void failsWhenTheTopicsHoldAScoreThatNoEventGave() throws Exception {
    try (DemoProcess demo = DemoProcess.start(directory, "--for", "5m")) {
      String bootstrap = demo.awaitOut("against (\\S+)");
      demo.awaitOut("metrics and health on");
      forgeScore(bootstrap);
      demo.interrupt();
      assertThat(demo.code()).as(demo.err()).isEqualTo(1);
      assertThat(demo.out())
          .contains("WRONG  records_in = scored + duplicate_events + dlq")
          .contains("ok     labels_in =")
          .contains("second scores", "unlabelled", ", held 0,");
    }
  }

  private static void forgeScore(String bootstrap) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("fraud-scores", "forged", FORGED));
    }
  }
}
