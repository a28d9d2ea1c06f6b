package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.pipeline.ActivitySource;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.config.RecommendFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The parser of activity")
class ActivityParserTest {
  private static final ActivitySource SHIPPED =
      RecommendFile.read(Path.of("recommendations.yaml"), Map.of()).activity();
  private static final Activity RATED = new Activity("7", "A1", "rating", 4.5, 1_600_000_000_000L);

  private final ActivityParser parser = new ActivityParser(SHIPPED);

  private Activity json(String json) throws RejectedException {
    return parser.parse(json.getBytes(StandardCharsets.UTF_8), EventParser.NO_TIMESTAMP);
  }

  @Test
  void readsAnObjectAndARowThatSayTheSameAsEqual() throws RejectedException {
    String[] row = {"7", "A1", "rating", "4.5", "1600000000"};
    assertThat(parser.paths()).containsExactly("user_id", "item_id", "event", "value", "timestamp");

    assertThat(parser.parse(row, EventParser.NO_TIMESTAMP)).isEqualTo(RATED);
    assertThat(
            json(
                "{\"user_id\":7,\"item_id\":\"A1\",\"event\":\"rating\",\"value\":4.5,"
                    + "\"timestamp\":1600000000,\"other\":[1]}"))
        .isEqualTo(RATED);
  }

  @Test
  void activityWithoutAValueHasNone() throws RejectedException {
    Activity read =
        json("{\"user_id\":7,\"item_id\":1,\"event\":\"view\",\"timestamp\":1600000000}");

    assertThat(read.value()).isNaN();
    assertThat(SHIPPED.weight(read)).isEqualTo(.2f);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"item_id":1,"event":"view","timestamp":1}                             | user_id is missing, expected the user's id
          {"user_id":"","item_id":1,"event":"view","timestamp":1}                | user_id is missing, expected the user's id
          {"user_id":7,"event":"view","timestamp":1}                             | item_id is missing, expected the item's id
          {"user_id":7,"item_id":1,"event":"look","timestamp":1}                 | event is look, expected one of [view, click, purchase, rating]
          {"user_id":7,"item_id":1,"event":"view"}                               | timestamp is missing, expected a time (epoch_seconds)
          {"user_id":7,"item_id":1,"event":"view","value":"x","timestamp":1}     | value is x, expected a number, e.g. 12.5
          """)
  void whatCannotBeReadIsRejectedWithItsReason(String json, String message) {
    assertThatThrownBy(() -> json(json))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining(message);
  }
}
