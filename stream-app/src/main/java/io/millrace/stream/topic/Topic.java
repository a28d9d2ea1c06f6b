package io.millrace.stream.topic;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** A topic is a value: its name and the codecs of its keys and values, which belong together. */
public record Topic<K, V>(String name, Serde<K> keys, Serde<V> values) {
  /** How a Streams application reads it; the source node is named {@code read-NAME}. */
  public Consumed<K, V> consumed() {
    return Consumed.with(keys, values).withName("read-" + name);
  }

  /** How a Streams application writes it; the sink node is named {@code write-NAME}. */
  public Produced<K, V> produced() {
    return Produced.with(keys, values).withName("write-" + name);
  }
}
