package io.millrace.stream.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.PipelineFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;

/**
 * One thing that Millrace keeps, as bytes.
 *
 * @param file name of its golden file
 * @param bytes as this release writes them
 * @param check that bytes, of whatever release, are read as the thing that they were written from
 * @param exact whether the file is what this release writes; else it may hold what was said before
 */
record Format(String file, byte[] bytes, Consumer<byte[]> check, boolean exact) {
  private static final String TOPIC = "golden";
  private static final String SETTINGS = "\n# settings\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  Format(String file, byte[] bytes, Consumer<byte[]> check) {
    this(file, bytes, check, true);
  }

  @Override
  public String toString() {
    return file;
  }

  /** A record, or a value in a store. */
  static <T> Format of(String file, Serde<T> codec, T value) {
    return of(
        file,
        value,
        written -> codec.serializer().serialize(TOPIC, written),
        bytes -> codec.deserializer().deserialize(TOPIC, bytes));
  }

  static <T> Format of(String file, T value, Function<T, byte[]> write, Function<byte[], T> read) {
    return new Format(
        file,
        write.apply(value),
        // Compared field by field: arrays compare by identity, and NaN must equal NaN.
        bytes ->
            assertThat(read.apply(bytes))
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.compareTo(b) == 0, Float.class)
                .withEqualsForType((a, b) -> a.compareTo(b) == 0, Double.class)
                .isEqualTo(value));
  }

  /** What a snapshot holds. */
  static Format of(String file, Pipeline pipeline, Replica replica) {
    return new Format(
        file,
        bytes(replica),
        bytes -> {
          Replica restored = Replica.of(pipeline);
          restored.read(new StateReader(bytes));
          assertThat(restored.digest()).isEqualTo(replica.digest());
        });
  }

  /** What another replica may begin with. */
  static Format ofStart(String file, Pipeline pipeline, Replica replica) {
    return new Format(
        file,
        start(replica),
        bytes -> {
          Replica begun = Replica.of(pipeline);
          begun.begin(new StateReader(bytes));
          assertThat(start(begun)).isEqualTo(start(replica));
        });
  }

  /** JSON that others read: a later release may say more, but never less or otherwise. */
  static Format ofJson(String file, byte[] written) {
    return new Format(
        file,
        written,
        golden -> assertThat(missing(tree(golden), tree(written))).as("fields missing").isEmpty());
  }

  /** Lines that others read, likewise. */
  static Format ofLines(String file, String written) {
    return new Format(
        file,
        written.getBytes(UTF_8),
        golden ->
            assertThat(written.lines()).containsAll(new String(golden, UTF_8).lines().toList()));
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> missing(JsonNode golden, JsonNode written) {
    List<String> missing = new ArrayList<>();
    if (golden.isArray()) {
      for (int i = 0; i < golden.size(); i++) {
        missing.addAll(missing(golden.get(i), written.path(i)));
      }
    } else if (golden.isObject()) {
      golden
          .fieldNames()
          .forEachRemaining(key -> missing.addAll(missing(golden.get(key), written.path(key))));
    } else if (!golden.equals(written)) {
      missing.add(golden + " became " + written);
    }
    return missing;
  }

  /**
   * A pipeline file and what it comes to in the training log. If a later release makes other text
   * of the same file, a log of before is replayed when it is installed, or refused.
   *
   * @param exact false where the file itself may change
   */
  static Format ofSettings(String file, AnyPipeline pipeline, boolean exact) {
    String both = pipeline.file() + SETTINGS + pipeline.canonicalSettings();
    return new Format(
        file,
        both.getBytes(UTF_8),
        golden -> {
          String[] parts = new String(golden, UTF_8).split(SETTINGS, 2);
          assertThat(PipelineFile.readAny("golden", parts[0], Map.of()).canonicalSettings())
              .isEqualTo(parts[1]);
        },
        exact);
  }

  private static byte[] start(Replica replica) {
    StateWriter out = new StateWriter();
    replica.writeStart(out, replica.members());
    return out.toBytes();
  }

  private static byte[] bytes(Replica replica) {
    StateWriter out = new StateWriter();
    replica.write(out);
    return out.toBytes();
  }
}
