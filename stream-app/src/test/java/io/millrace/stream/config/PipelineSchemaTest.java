package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The JSON Schema of pipeline files")
class PipelineSchemaTest {
  private static final JsonNode TEXT = json();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);

  @ParameterizedTest
  @ValueSource(strings = {"fraud.yaml", "fraud-challengers.yaml"})
  void acceptsTheShippedPipeline(String file) throws IOException {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipelines/" + file)) {
      assertThat(SCHEMA.validate(new YAMLMapper().readTree(in))).isEmpty();
    }
  }

  @Test
  void acceptsTheWholeFileThatTheBrokenOnesAreMadeOf() throws IOException {
    assertThat(validate(BrokenFile.WHOLE)).isEmpty();
  }

  @Test
  void acceptsOutliersAndWhatTheyExplain() throws IOException {
    assertThat(validate(BrokenOutliers.WHOLE)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void refusesWhatTheGrammarRefuses(BrokenFile broken) throws IOException {
    assertThat(validate(broken.text())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Grammar.class)
  void knowsTheKeysOfTheGrammar(Grammar section) {
    JsonNode definition = TEXT.at("/$defs/" + section.name().toLowerCase(Locale.ROOT));

    assertThat(definition.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(List.copyOf(names(definition.path("properties"))))
        .containsExactlyInAnyOrderElementsOf(section.keys());
  }

  @ParameterizedTest
  @EnumSource(Grammar.class)
  void knowsTheKeysOfTheReferencePage(Grammar section) throws IOException {
    Map<String, List<String>> documented =
        ReferencePage.keysBySection(Files.readString(Path.of("../src/docs/pipeline-file.md")));

    assertThat(documented.get(section.name().toLowerCase(Locale.ROOT)))
        .containsExactlyInAnyOrderElementsOf(section.keys());
  }

  static Stream<BrokenFile> broken() {
    return BrokenFile.all().filter(BrokenFile::bySchema);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<?> validate(String yaml) throws IOException {
    return List.copyOf(SCHEMA.validate(new YAMLMapper().readTree(yaml)));
  }

  private static JsonNode json() {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipeline.schema.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
