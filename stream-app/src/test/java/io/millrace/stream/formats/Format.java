package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;

/**
 * One thing that Millrace keeps, as bytes.
 *
 * @param file name of its golden file
 * @param bytes as this release writes them
 * @param check that bytes, of whatever release, are read as the thing that they were written from
 */
record Format(String file, byte[] bytes, Consumer<byte[]> check) {
  private static final String TOPIC = "golden";

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
