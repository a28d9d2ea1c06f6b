package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The compose file")
class ComposeFileTest {
  private static final Path ROOT = Path.of("..", "..");

  private final JsonNode compose =
      new YAMLMapper().readTree(ROOT.resolve("docker-compose.yml").toFile());

  ComposeFileTest() throws IOException {}

  @Test
  void mountsOnlyWhatIsThere() {
    for (JsonNode service : compose.path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String from = volume.asText().split(":")[0];
        if (from.startsWith(".")) assertThat(ROOT.resolve(from)).as(from).isDirectory();
        else assertThat(compose.path("volumes").has(from)).as(from).isTrue();
      }
    }
  }

  @Test
  void buildsFromWhatIsThere() {
    JsonNode build = compose.at("/services/millrace/build");
    assertThat(ROOT.resolve(build.path("dockerfile").asText())).isRegularFile();
  }

  @Test
  void publishesNothingBeyondLoopback() {
    List<String> published = new ArrayList<>();
    for (JsonNode service : compose.path("services")) {
      service.path("ports").forEach(port -> published.add(port.asText()));
    }
    assertThat(published).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void asksEveryServiceForItsHealth() {
    for (JsonNode service : compose.path("services")) {
      assertThat(service.at("/healthcheck/test")).as("%s", service).isNotEmpty();
    }
  }

  @Test
  void keepsStateAndLogsOnVolumes() {
    assertThat(texts(compose.at("/services/millrace/volumes")))
        .contains(
            "millrace-state:"
                + compose.at("/services/millrace/environment/MILLRACE_STATE_DIR").asText());
    assertThat(texts(compose.at("/services/kafka/volumes")))
        .contains(
            "kafka-data:" + compose.at("/services/kafka/environment/KAFKA_LOG_DIRS").asText());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
