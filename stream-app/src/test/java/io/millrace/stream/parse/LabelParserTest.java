package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.event.Label;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The reader of labels")
class LabelParserTest {
  private static final long NOON = Instant.parse("2018-04-01T12:00:00Z").toEpochMilli();
  private static final Pipeline FRAUD = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"transaction_id":"e1","fraud":1}               | true
          {"transaction_id":"e1","fraud":"1"}             | true
          {"transaction_id":"e1","fraud":true}            | true
          {"transaction_id":"e1","fraud":0}               | false
          {"transaction_id":"e1","fraud":"false","x":[1]} | false
          """)
  void mapsValuesAsText(String json, boolean positive) throws RejectedException {
    assertThat(read(FRAUD, json)).isEqualTo(new Label("e1", positive, NOON, 42));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"fraud":1}                           | no_id         | transaction_id is missing, expected the id of the event
          {"transaction_id":"e1"}               | no_value      | fraud is missing, expected one of [1, true] (positive) or [0, false] (negative)
          {"transaction_id":"e1","fraud":null}  | no_value      | fraud is missing, expected one of
          {"transaction_id":"e1","fraud":"yes"} | unknown_value | fraud is yes, expected one of [1, true] (positive) or [0, false] (negative)
          {"transaction_id":"e1","fraud":1.0}   | unknown_value | fraud is 1.0, expected one of
          {"transaction_id":"e1","fraud":[1]}   | wrong_type    | fraud is an array, expected a text
          {"transaction_id":                    | not_json      | not JSON at byte
          """)
  void refuses(String json, String reason, String message) {
    RejectedException refused =
        catchThrowableOfType(RejectedException.class, () -> read(FRAUD, json));

    assertThat(refused).hasMessageContaining(message);
    assertThat(refused.reason()).isEqualTo(reason);
  }

  @Test
  void takesTheTimeItWasKnownAtFromAFieldWhereThePipelineSaysSo() throws RejectedException {
    Pipeline timed =
        PipelineFile.read(
            Path.of("fraud.yaml"), Map.of("labels.time", "{field: known, format: epoch_seconds}"));
    String label = "{\"transaction_id\":1,\"fraud\":1,\"known\":%s}";

    assertThat(read(timed, label.formatted("1522583999.5")))
        .isEqualTo(new Label("1", true, NOON - 500, 42));
    assertThat(reason(timed, label.formatted("null"))).isEqualTo("no_time");
    assertThat(reason(timed, label.formatted("4070908800"))).isEqualTo("too_far_ahead");
  }

  @Test
  void refusesAnIdOfMoreThan256BytesAsNoEventCanHaveIt() {
    String label = "{\"transaction_id\":\"%s\",\"fraud\":1}";

    assertThat(reason(FRAUD, label.formatted("x".repeat(257)))).isEqualTo("beyond_limits");
  }

  @Test
  void readsRowsOfTexts() throws RejectedException {
    LabelParser parser = new LabelParser(FRAUD);

    assertThat(parser.paths()).containsExactly("transaction_id", "fraud");
    assertThat(parser.parse(new String[] {"7", "true"}, NOON, 3))
        .isEqualTo(new Label("7", true, NOON, 3));
  }

  private static String reason(Pipeline pipeline, String json) {
    return catchThrowableOfType(RejectedException.class, () -> read(pipeline, json)).reason();
  }

  private static Label read(Pipeline pipeline, String json) throws RejectedException {
    return new LabelParser(pipeline).parse(json.getBytes(StandardCharsets.UTF_8), NOON, 42);
  }
}
