package io.millrace.stream.topology;

import io.millrace.stream.parse.Parsed;
import io.millrace.stream.topic.Topic;
import java.util.function.Function;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** The parts of a stream, and steps that both applications take. */
final class Branches {
  private Branches() {}

  /** The values of one kind, each as what it holds. */
  static <K, V, C extends V, R> KStream<K, R> only(
      KStream<K, V> stream, Class<C> kind, Function<C, R> held, String name) {
    return some(
        stream, value -> kind.isInstance(value) ? held.apply(kind.cast(value)) : null, name);
  }

  /** What could be read. */
  static <T> KStream<byte[], T> read(KStream<byte[], Parsed<T>> parsed) {
    return read(parsed, "");
  }

  /**
   * The same of a second source.
   *
   * @param of what, for the nodes' names
   */
  static <T> KStream<byte[], T> read(KStream<byte[], Parsed<T>> parsed, String of) {
    return some(parsed, Parsed::value, "read-only" + of);
  }

  /** Sends what could not be read to the dead letter topic, as it came. */
  static <T> void rejected(KStream<byte[], Parsed<T>> parsed, Topic<byte[], byte[]> dlq) {
    rejected(parsed, dlq, "");
  }

  /** The same of a second source. */
  static <T> void rejected(
      KStream<byte[], Parsed<T>> parsed, Topic<byte[], byte[]> dlq, String of) {
    parsed
        .filterNot((key, record) -> record.isRead(), Named.as("rejected-only" + of))
        .mapValues(Parsed::original, Named.as("rejected-original" + of))
        .to(dlq.name(), dlq.produced().withName("write-" + dlq.name() + of));
  }

  /**
   * What a function makes of the values, where it is not null: a filter and a map in one node. Each
   * node that a record passes costs about as much as a small copy of it.
   */
  private static <K, V, R> KStream<K, R> some(
      KStream<K, V> stream, Function<V, R> made, String name) {
    return stream.processValues(() -> new Some<K, V, R>(made), Named.as(name));
  }

  private static final class Some<K, V, R> extends ContextualFixedKeyProcessor<K, V, R> {
    private final Function<V, R> made;

    Some(Function<V, R> made) {
      this.made = made;
    }

    @Override
    public void process(FixedKeyRecord<K, V> record) {
      R value = made.apply(record.value());
      if (value != null) context().forward(record.withValue(value));
    }
  }

  static <K, V> Repartitioned<K, V> repartitioned(Topic<K, V> by, int partitions) {
    return Repartitioned.with(by.keys(), by.values())
        .withName(by.name())
        .withNumberOfPartitions(partitions);
  }
}
