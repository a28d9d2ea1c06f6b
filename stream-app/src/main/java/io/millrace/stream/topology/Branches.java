package io.millrace.stream.topology;

import io.millrace.stream.parse.Parsed;
import io.millrace.stream.topic.Topic;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/** The parts of a stream, and steps that both applications take. */
final class Branches {
  private Branches() {}

  /** The values of one kind, each as what it holds. */
  static <K, V, C extends V, R> KStream<K, R> only(
      KStream<K, V> stream, Class<C> kind, Function<C, R> held, String name) {
    return stream.flatMapValues(
        value -> kind.isInstance(value) ? List.of(held.apply(kind.cast(value))) : List.of(),
        Named.as(name));
  }

  /** What could be read. */
  static <T> KStream<byte[], T> read(KStream<byte[], Parsed<T>> parsed) {
    return parsed
        .filter((key, record) -> record.isRead(), Named.as("read-only"))
        .mapValues(Parsed::value, Named.as("read-value"));
  }

  /** Sends what could not be read to the dead letter topic, as it came. */
  static <T> void rejected(KStream<byte[], Parsed<T>> parsed, Topic<byte[], byte[]> dlq) {
    parsed
        .filterNot((key, record) -> record.isRead(), Named.as("rejected-only"))
        .mapValues(Parsed::original, Named.as("rejected-original"))
        .to(dlq.name(), dlq.produced());
  }

  static <K, V> Repartitioned<K, V> repartitioned(Topic<K, V> by, int partitions) {
    return Repartitioned.with(by.keys(), by.values())
        .withName(by.name())
        .withNumberOfPartitions(partitions);
  }
}
