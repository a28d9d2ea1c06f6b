package io.millrace.stream.training;

import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.topic.SnapshotPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes snapshots, each in one transaction: its chunks, then its manifest. One thread's. */
final class SnapshotWriter implements AutoCloseable {
  /** Below the megabyte that brokers take by default, with room for keys and headers. */
  static final int CHUNK_BYTES = 512 * 1024;

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String instance;
  private KafkaProducer<SnapshotPart, byte[]> producer;

  SnapshotWriter(Map<String, Object> client, LogTopics topics, String instance) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.instance = instance;
  }

  /**
   * Writes a snapshot.
   *
   * @param now epoch milliseconds
   */
  Snapshot write(Copy copy, long now) {
    int chunks = (copy.bytes().length + CHUNK_BYTES - 1) / CHUNK_BYTES;
    Manifest manifest = manifest(copy, chunks, now);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    transact(
        () -> {
          for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * CHUNK_BYTES;
            int to = Math.min(copy.bytes().length, from + CHUNK_BYTES);
            byte[] bytes = Arrays.copyOfRange(copy.bytes(), from, to);
            sent.add(send(part(copy.version().offset(), chunk), bytes));
          }
          byte[] bytes =
              Codecs.MANIFEST.serializer().serialize(topics.snapshots().name(), manifest);
          sent.add(send(part(copy.version().offset(), SnapshotPart.MANIFEST), bytes));
        });
    return new Snapshot(
        copy.version(), manifest, offset(sent.get(0)), offset(sent.get(sent.size() - 1)));
  }

  /** Of a record whose transaction is committed. */
  private static long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw new IllegalStateException("committed without having been sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing a snapshot", e);
    }
  }

  /** Leaves tombstones; compaction does the rest. */
  void delete(List<Snapshot> snapshots) {
    if (snapshots.isEmpty()) return;
    transact(
        () -> {
          for (Snapshot snapshot : snapshots) {
            for (int chunk = SnapshotPart.MANIFEST; chunk < snapshot.manifest().chunks(); chunk++) {
              var unused = send(part(snapshot.version().offset(), chunk), null);
            }
          }
        });
  }

  private static Manifest manifest(Copy copy, int chunks, long now) {
    return new Manifest(
        copy.version().log(),
        chunks,
        copy.bytes().length,
        Sha256.of(copy.bytes()),
        copy.examples(),
        now,
        copy.configured(),
        copy.entries(),
        copy.older());
  }

  private SnapshotPart part(long offset, int chunk) {
    return new SnapshotPart(topics.pipeline().generation(), offset, chunk);
  }

  private Future<RecordMetadata> send(SnapshotPart part, byte[] value) {
    return producer.send(new ProducerRecord<>(topics.snapshots().name(), 0, part, value));
  }

  /**
   * A producer that failed is never used again: whether it is fenced is not worth telling apart.
   */
  private void transact(Runnable sends) {
    try {
      if (producer == null) open();
      producer.beginTransaction();
      sends.run();
      producer.commitTransaction();
    } catch (KafkaException e) {
      close();
      throw e;
    }
  }

  private void open() {
    producer =
        Clients.transactional(client, topics.snapshots(), topics.snapshotTransaction(instance));
    producer.initTransactions();
  }

  @Override
  public void close() {
    if (producer != null) producer.close(CLOSING);
    producer = null;
  }
}
