package io.millrace.stream.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the fields of some dotted paths out of a JSON object, as the texts they are written as:
 * {@code 12} and {@code "12"} are the same, {@code 1.0} stays {@code 1.0}. Null where a field is
 * missing or null. Other fields are skipped.
 *
 * <p>Cost: one pass, no tree; a text a field found. Not thread-safe.
 */
final class JsonFields {
  /** The largest record that is read. */
  static final int MAX_BYTES = 1 << 20;

  /** Parts the texts of a list: the unit separator, U+001F. */
  static final char BETWEEN = '\u001F';

  private static final int MAX_NESTING = 64;
  private static final int MAX_NUMBER_DIGITS = 400;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Kafka values are UTF-8; detection would take some bytes for UTF-16.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(MAX_NUMBER_DIGITS)
                  .build())
          .build();

  private final Field root = new Field("");
  private long record;

  /** A step of a path: a place for its value, or fields inside it. */
  private static final class Field {
    private final String path;
    private final Map<String, Field> inside = new HashMap<>();
    private int place = -1;
    private boolean isList;
    private long seenIn;

    Field(String path) {
      this.path = path;
    }

    Field inside(String name) {
      return inside.computeIfAbsent(
          name, n -> new Field(path.isEmpty() ? name : path + "." + name));
    }
  }

  /**
   * @param paths each once, none inside another
   */
  JsonFields(List<String> paths) {
    this(paths, Set.of());
  }

  /**
   * @param paths each once, none inside another
   * @param lists those of the paths that may hold a list: its texts come as one, parted by {@link
   *     #BETWEEN}
   */
  JsonFields(List<String> paths, Set<String> lists) {
    for (int i = 0; i < paths.size(); i++) {
      Field field = root;
      for (String step : paths.get(i).split("\\.")) {
        field = field.inside(step);
      }
      field.place = i;
      field.isList = lists.contains(paths.get(i));
    }
  }

  /**
   * @param texts takes the field of each path, at the path's place
   */
  void read(byte[] value, String[] texts) throws RejectedException {
    Arrays.fill(texts, null);
    record++;
    requireReadable(value);
    try (JsonParser json = JSON.createParser(value)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw Rejection.EMPTY.because("the record holds only white space, expected a JSON object");
      }
      if (first != JsonToken.START_OBJECT) {
        throw Rejection.NOT_AN_OBJECT.because(
            "the record holds " + kind(first) + ", expected a JSON object");
      }
      readObject(json, root, texts);
      if (json.nextToken() != null) {
        throw Rejection.NOT_JSON.because("something follows the JSON object, expected its end");
      }
    } catch (StreamConstraintsException e) {
      throw Rejection.BEYOND_LIMITS.because(e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw Rejection.NOT_JSON.because(
          "not JSON at byte " + e.getLocation().getByteOffset() + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory do no I/O
    }
  }

  private void readObject(JsonParser json, Field object, String[] texts)
      throws IOException, RejectedException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Field field = object.inside.get(json.currentName());
      JsonToken token = json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else {
        requireFirst(field);
        readField(json, token, field, texts);
      }
    }
  }

  private void readField(JsonParser json, JsonToken token, Field field, String[] texts)
      throws IOException, RejectedException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (field.place >= 0 && token.isScalarValue()) {
      texts[field.place] = json.getText();
    } else if (field.place < 0 && token == JsonToken.START_OBJECT) {
      readObject(json, field, texts);
    } else if (field.isList && token == JsonToken.START_ARRAY) {
      texts[field.place] = readList(json, field);
    } else {
      String expected = field.place >= 0 ? "a text, a number or true or false" : "an object";
      throw Rejection.WRONG_TYPE.because(field.path, kind(token), expected);
    }
  }

  private static String readList(JsonParser json, Field field)
      throws IOException, RejectedException {
    StringBuilder texts = new StringBuilder();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == JsonToken.VALUE_NULL) continue;
      if (!token.isScalarValue()) {
        throw Rejection.WRONG_TYPE.because(
            field.path, "a list with " + kind(token), "a list of texts");
      }
      texts.append(json.getText()).append(BETWEEN);
    }
    return texts.toString();
  }

  private void requireFirst(Field field) throws RejectedException {
    if (field.seenIn == record) {
      throw Rejection.DUPLICATE_FIELD.because(field.path + " is there twice, expected once");
    }
    field.seenIn = record;
  }

  private static void requireReadable(byte[] value) throws RejectedException {
    if (value == null || value.length == 0) {
      throw Rejection.EMPTY.because("the record is empty, expected a JSON object");
    }
    if (value.length > MAX_BYTES) {
      throw Rejection.TOO_LARGE.because(
          "the record has " + value.length + " bytes, expected at most " + MAX_BYTES);
    }
    if (!isAscii(value) && !isUtf8(value)) {
      throw Rejection.NOT_UTF8.because("the record is not UTF-8, expected JSON in UTF-8");
    }
  }

  private static boolean isAscii(byte[] value) {
    int bits = 0;
    for (byte b : value) {
      bits |= b;
    }
    return bits >= 0;
  }

  /** Jackson's own check lets overlong and surrogate bytes pass. */
  private static boolean isUtf8(byte[] value) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
