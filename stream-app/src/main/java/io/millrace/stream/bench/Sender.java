package io.millrace.stream.bench;

import io.millrace.stream.topic.PipelineTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the events of a load, keyed by their first entity, and the ticks of the label clock. */
final class Sender implements AutoCloseable {
  private final PipelineTopics topics;
  private final Load load;
  private final boolean marked;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile RuntimeException failure;

  /**
   * @param marked whether each event says its place, for a bare run
   */
  Sender(PipelineTopics topics, Load load, boolean marked, Map<String, Object> client) {
    this.topics = topics;
    this.load = load;
    this.marked = marked;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("linger.ms", 1);
    settings.put("batch.size", 64 * 1024);
    settings.put("compression.type", "lz4");
    // On a new topic, a second batch may be taken where the first was refused, which then never is.
    settings.put("max.in.flight.requests.per.connection", 1);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends the first events as fast as they go; returns when all have arrived. */
  void all(int events) {
    for (int event = 0; event < events; event++) send(event, null);
    producer.flush();
    check();
  }

  /**
   * Sends the events from one place to another at an even rate.
   *
   * @param appended takes the time, epoch milliseconds, at which the broker appended each
   */
  void paced(
      int from, int to, double perSecond, AtomicLongArray appended, DoubleConsumer progress) {
    long start = System.nanoTime();
    for (int event = from; event < to; event++) {
      if (event % 1_000 == 0) progress.accept((event - from) / (double) (to - from));
      long ahead = start + (long) ((event - from) / perSecond * 1e9) - System.nanoTime();
      if (ahead > 200_000) LockSupport.parkNanos(ahead);
      send(event, appended);
    }
    producer.flush();
    check();
  }

  /** Tells every partition of the label join a time. */
  void tick(long time) {
    byte[] value = topics.clock().values().serializer().serialize(topics.clock().name(), time);
    for (int partition = 0; partition < topics.pipeline().partitions(); partition++) {
      producer.send(new ProducerRecord<>(topics.clock().name(), partition, null, value));
    }
    check();
  }

  private void send(int event, AtomicLongArray appended) {
    byte[] value = marked ? Mark.of(event, load.value(event).clone(), 0) : load.value(event);
    producer.send(
        new ProducerRecord<>(topics.events().name(), load.key(event), value),
        (metadata, failed) -> {
          if (failed != null) failure = new IllegalStateException("sending events", failed);
          else if (appended != null) appended.set(event, metadata.timestamp());
        });
  }

  private void check() {
    if (failure != null) throw failure;
  }

  @Override
  public void close() {
    producer.close();
  }
}
