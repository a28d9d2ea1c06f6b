package io.millrace.stream.service;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of a Streams application: those that it would make itself, but no two producers of
 * this process ever have one transactional id.
 *
 * <p>A thread that is replaced, or whose transaction timed out, would go on under the id of before.
 * With it goes its producer id, and what a broker took behind the end of that producer's last
 * transaction (seen with Kafka 4.3.1 where a broker was away) counts as committed with the next
 * one: events have two scores. Under another id the leftovers stay uncommitted, until {@link
 * HangingTransactions} ends them. Streams needs no id for fencing: a zombie's offsets are refused
 * by its consumer group's generation.
 *
 * <p>The first producer of an id has it as it is, so that a process that starts again ends the
 * transaction that its crash left open.
 */
final class StreamsClients implements KafkaClientSupplier {
  private final Set<String> used = new HashSet<>();
  private long fresh;

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(
        withUnusedId(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The settings themselves where they name no transactional id, or one that was never used. */
  synchronized Map<String, Object> withUnusedId(Map<String, Object> config) {
    Object id = config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    if (id == null || used.add(id.toString())) return config;
    Map<String, Object> own = new HashMap<>(config);
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id + "-again-" + Long.toString(++fresh));
    return own;
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
