package io.millrace.stream.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.model.event.Event;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The reader of events")
class EventParserTest {
  private static final long NOON = Instant.parse("2018-04-01T12:00:00Z").toEpochMilli();

  private static final Pipeline PIPELINE =
      PipelineFile.read(
          "p.yaml",
          """
          pipeline: cards
          kind: classify
          events: {topic: payments, format: json, id: id, time: {field: at, format: iso}}
          labels: {topic: findings, id: id, value: fraud, positive: [1], assume: negative, after: 7d}
          features:
            - {of: pay.amount, as: number}
            - {name: code, of: code, as: number}
            - {name: which, of: code, as: category}
            - {per: pay.card, take: [since_last]}
          learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}
          decide: {threshold: 0.5}
          output: {scores: scores, alerts: alerts}
          """,
          Map.of());

  private static final String HEAD = "{\"id\":\"e1\",\"at\":\"2018-04-01T12:00:00Z\"";

  private final EventParser parser = new EventParser(PIPELINE);

  @Test
  void takesEveryFieldThatThePipelineReads() throws RejectedException {
    Event event = read(HEAD + ",\"pay\":{\"amount\":57.16,\"card\":596},\"code\":7}");

    assertEvent(event, "e1", NOON, new double[] {57.16, 7}, "7", "596");
  }

  static Stream<Arguments> understood() {
    double none = Double.NaN;
    return Stream.of(
        arguments("nothing but id and time", "}", none, none, null, null),
        arguments("null fields", ",\"pay\":null,\"code\":null}", none, none, null, null),
        arguments(
            "null inside", ",\"pay\":{\"amount\":null,\"card\":null}}", none, none, null, null),
        arguments(
            "empty texts", ",\"pay\":{\"amount\":\"\",\"card\":\"\"}}", none, none, null, null),
        arguments("numbers as texts", ",\"pay\":{\"amount\":\"1e2\"}}", 100, none, null, null),
        arguments("a signed text", ",\"pay\":{\"amount\":\"+5\"}}", 5, none, null, null),
        arguments("minus zero", ",\"pay\":{\"amount\":-0.0}}", -0.0, none, null, null),
        arguments(
            "a number beyond long",
            ",\"code\":12345678901234567890}",
            none,
            12345678901234567890.0,
            "12345678901234567890",
            null),
        arguments("a number as key", ",\"pay\":{\"card\":12}}", none, none, null, "12"),
        arguments("a text as key", ",\"pay\":{\"card\":\"12\"}}", none, none, null, "12"),
        arguments("a decimal as key", ",\"pay\":{\"card\":1.0}}", none, none, null, "1.0"),
        arguments("true as key", ",\"pay\":{\"card\":true}}", none, none, null, "true"),
        arguments("blanks in a key", ",\"pay\":{\"card\":\" 12\"}}", none, none, null, " 12"),
        arguments("escapes", ",\"pay\":{\"card\":\"\\u00e9\\n\"}}", none, none, null, "é\n"),
        arguments(
            "a whole escaped pair",
            ",\"pay\":{\"card\":\"\\ud83d\\ude00\"}}",
            none,
            none,
            null,
            "\ud83d\ude00"),
        arguments("UTF-8", ",\"pay\":{\"card\":\"é😀\"}}", none, none, null, "é😀"),
        arguments(
            "extra fields",
            ",\"x\":[1,{\"id\":2}],\"pay\":{\"y\":{},\"card\":1}}",
            none,
            none,
            null,
            "1"),
        arguments("an extra field twice", ",\"x\":1,\"x\":2}", none, none, null, null),
        arguments("a dotted field of the top", ",\"pay.card\":1}", none, none, null, null),
        arguments("white space after it", "} \n", none, none, null, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("understood")
  void understands(String what, String tail, double amount, double code, String text, String card)
      throws RejectedException {
    assertEvent(read(HEAD + tail), "e1", NOON, new double[] {amount, code}, text, card);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("", "empty", "the record is empty, expected a JSON object"),
        arguments("  ", "empty", "the record holds only white space, expected a JSON object"),
        arguments("hello", "not_json", "not JSON at byte"),
        arguments(HEAD, "not_json", "not JSON at byte"),
        arguments(HEAD + "} x", "not_json", "not JSON at byte"),
        arguments(HEAD + "}{}", "not_json", "something follows the JSON object"),
        arguments(HEAD + ",\"x\":NaN}", "not_json", "not JSON at byte"),
        arguments(HEAD + ",}", "not_json", "not JSON at byte"),
        arguments("{'id':1}", "not_json", "not JSON at byte"),
        arguments("[]", "not_an_object", "the record holds an array, expected a JSON object"),
        arguments("12", "not_an_object", "the record holds a number, expected a JSON object"),
        arguments("null", "not_an_object", "the record holds null, expected a JSON object"),
        arguments("{\"at\":\"2018-04-01T12:00:00Z\"}", "no_id", "id is missing"),
        arguments("{\"id\":null,\"at\":\"2018-04-01T12:00:00Z\"}", "no_id", "id is missing"),
        arguments("{\"id\":\"\",\"at\":\"2018-04-01T12:00:00Z\"}", "no_id", "id is missing"),
        arguments("{\"id\":[1]}", "wrong_type", "id is an array, expected a text, a number or"),
        arguments("{\"id\":1}", "no_time", "at is missing, expected a time (iso)"),
        arguments("{\"id\":1,\"at\":null}", "no_time", "at is missing, expected a time (iso)"),
        arguments("{\"id\":1,\"at\":\"soon\"}", "bad_time", "at is soon, expected a date and time"),
        arguments("{\"id\":1,\"at\":1522584000}", "bad_time", "at is 1522584000, expected a date"),
        arguments(
            "{\"id\":1,\"at\":\"2018-04-01T12:00:00\"}",
            "bad_time",
            "at is 2018-04-01T12:00:00, expected an offset such as Z or +02:00"),
        arguments(
            "{\"id\":1,\"at\":\"1969-12-31T23:59:59Z\"}",
            "out_of_range",
            "expected a time from 1970 to 9999"),
        arguments(
            "{\"id\":1,\"at\":\"2099-01-01T00:00:00Z\"}",
            "too_far_ahead",
            "at is 2099-01-01T00:00:00Z, expected a time at most 5m past the record's Kafka"
                + " timestamp"),
        arguments(HEAD + ",\"code\":\"abc\"}", "wrong_type", "code is abc, expected a number"),
        arguments(HEAD + ",\"code\":true}", "wrong_type", "code is true, expected a number"),
        arguments(HEAD + ",\"code\":\"NaN\"}", "wrong_type", "code is NaN, expected a number"),
        arguments(HEAD + ",\"code\":\"Infinity\"}", "wrong_type", "code is Infinity, expected"),
        arguments(HEAD + ",\"code\":\"12d\"}", "wrong_type", "code is 12d, expected a number"),
        arguments(HEAD + ",\"code\":\"0x10\"}", "wrong_type", "code is 0x10, expected a number"),
        arguments(HEAD + ",\"code\":\" 12\"}", "wrong_type", "code is  12, expected a number"),
        arguments(
            HEAD + ",\"code\":1e999}", "out_of_range", "code is 1e999, expected a number from"),
        arguments(
            HEAD + ",\"code\":-1e39}", "out_of_range", "code is -1e39, expected a number from"),
        arguments(HEAD + ",\"code\":{}}", "wrong_type", "code is an object, expected a text"),
        arguments(HEAD + ",\"pay\":5}", "wrong_type", "pay is a number, expected an object"),
        arguments(
            HEAD + ",\"pay\":{\"card\":[5]}}", "wrong_type", "pay.card is an array, expected"),
        arguments(
            HEAD + ",\"pay\":{\"card\":\"\\ud83d\"}}",
            "wrong_type",
            "pay.card is half a character"),
        arguments(
            HEAD + ",\"pay\":{\"card\":\"\\u0000x\"}}",
            "wrong_type",
            "pay.card is a text that begins with U+0000"),
        arguments(HEAD + ",\"id\":\"e2\"}", "duplicate_field", "id is there twice, expected once"),
        arguments(
            HEAD + ",\"pay\":{},\"pay\":{\"card\":1}}", "duplicate_field", "pay is there twice"),
        arguments(HEAD + ",\"code\":null,\"code\":1}", "duplicate_field", "code is there twice"),
        arguments(
            HEAD + ",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "beyond_limits",
            "nesting depth"),
        arguments(
            HEAD + ",\"code\":" + "1".repeat(500) + "}", "beyond_limits", "Number value length"),
        arguments(
            HEAD + ",\"pay\":{\"card\":\"" + "x".repeat(5000) + "\"}}",
            "beyond_limits",
            "pay.card is a text of 5000 bytes, expected at most 256 (UTF-8)"),
        arguments(
            HEAD + ",\"pay\":{\"card\":\"" + "\u00e9".repeat(129) + "\"}}",
            "beyond_limits",
            "pay.card is a text of 258 bytes, expected at most 256 (UTF-8)"),
        arguments(
            "{\"at\":\"2018-04-01T12:00:00Z\",\"id\":\"" + "x".repeat(257) + "\"}",
            "beyond_limits",
            "id is a text of 257 bytes, expected at most 256 (UTF-8)"),
        arguments(
            HEAD + ",\"x\":\"" + "x".repeat(10_000_000) + "\"}",
            "too_large",
            "expected at most 1048576"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("refused")
  void refuses(String json, String reason, String message) {
    assertRefused(json.getBytes(StandardCharsets.UTF_8), reason, message);
  }

  @Test
  void takesNamesOfUpTo256Bytes() throws RejectedException {
    String longest = "\u00e9".repeat(128);
    String json = "{\"at\":\"2018-04-01T12:00:00Z\",\"id\":\"%s\",\"pay\":{\"card\":\"%s\"}}";

    assertEvent(
        read(json.formatted("x".repeat(256), longest)),
        "x".repeat(256),
        NOON,
        new double[] {Double.NaN, Double.NaN},
        null,
        longest);
  }

  static Stream<Arguments> notUtf8() {
    return Stream.of(
        arguments("a byte that starts nothing", new byte[] {(byte) 0xff}),
        arguments("half a character", new byte[] {(byte) 0xc3}),
        arguments("an overlong slash", new byte[] {(byte) 0xc0, (byte) 0xaf}),
        arguments("a surrogate", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0xbd}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notUtf8")
  void refusesWhatIsNotUtf8EvenInFieldsThatNobodyReads(String what, byte[] bad) {
    byte[] head = (HEAD + ",\"x\":\"").getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[head.length + bad.length + 2];
    System.arraycopy(head, 0, value, 0, head.length);
    System.arraycopy(bad, 0, value, head.length, bad.length);
    value[value.length - 2] = '"';
    value[value.length - 1] = '}';

    assertRefused(value, "not_utf8", "the record is not UTF-8, expected JSON in UTF-8");
  }

  @Test
  void refusesJsonInUtf16() {
    assertRefused((HEAD + "}").getBytes(StandardCharsets.UTF_16LE), "not_json", "not JSON");
    assertRefused((HEAD + "}").getBytes(StandardCharsets.UTF_16BE), "not_json", "not JSON");
  }

  @Test
  void refusesATombstone() {
    assertRefused(null, "empty", "the record is empty, expected a JSON object");
  }

  @Test
  void understandsTheNextRecordAfterABadOne() throws RejectedException {
    assertRefused((HEAD + ",\"code\":5,").getBytes(StandardCharsets.UTF_8), "not_json", "");

    assertEvent(read(HEAD + "}"), "e1", NOON, new double[] {Double.NaN, Double.NaN}, null, null);
  }

  @Test
  void acceptsAnEventUpToFiveMinutesPastItsKafkaTimestamp() throws RejectedException {
    byte[] value = (HEAD + "}").getBytes(StandardCharsets.UTF_8);
    long earliest = NOON - Duration.ofMinutes(5).toMillis();

    assertThat(parser.parse(value, earliest).time()).isEqualTo(NOON);
    assertThat(parser.parse(value, EventParser.NO_TIMESTAMP).time()).isEqualTo(NOON);
    assertThat(
            catchThrowableOfType(RejectedException.class, () -> parser.parse(value, earliest - 1))
                .reason())
        .isEqualTo("too_far_ahead");
  }

  @ParameterizedTest
  @CsvSource({
    "57.16,57.16",
    "0.1,0.1",
    "1e-7,1e-7",
    "123456789.123456789,123456789.123456789",
    ",null"
  })
  void givesTheSameBitsForARowOfTextsAsForJson(String text, String json) throws RejectedException {
    assertThat(parser.paths()).containsExactly("id", "at", "pay.amount", "code", "pay.card");

    Event ofJson = read(HEAD + ",\"pay\":{\"amount\":" + json + ",\"card\":12}}");
    Event ofRow =
        parser.parse(
            new String[] {"e1", "2018-04-01T12:00:00Z", text, null, "12"},
            EventParser.NO_TIMESTAMP);

    assertEvent(ofRow, ofJson.id(), ofJson.time(), ofJson.numbers(), null, "12");
  }

  private Event read(String json) throws RejectedException {
    return parser.parse(json.getBytes(StandardCharsets.UTF_8), NOON);
  }

  private void assertRefused(byte[] value, String reason, String message) {
    RejectedException refused =
        catchThrowableOfType(RejectedException.class, () -> parser.parse(value, NOON));
    assertThat(refused).isNotNull().hasMessageContaining(message);
    assertThat(refused.reason()).isEqualTo(reason);
  }

  private static void assertEvent(
      Event event, String id, long time, double[] numbers, String... texts) {
    assertThat(event.id()).isEqualTo(id);
    assertThat(event.time()).isEqualTo(time);
    assertThat(event.numbers()).containsExactly(numbers);
    assertThat(event.texts()).containsExactly(texts);
  }
}
