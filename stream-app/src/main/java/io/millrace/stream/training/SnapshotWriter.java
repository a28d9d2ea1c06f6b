package io.millrace.stream.training;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.SnapshotPart;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes snapshots, each in one transaction: its chunks, then its manifest. One thread's. */
final class SnapshotWriter implements AutoCloseable {
  /** Below the megabyte that brokers take by default, with room for keys and headers. */
  static final int CHUNK_BYTES = 512 * 1024;

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final String instance;
  private KafkaProducer<SnapshotPart, byte[]> producer;

  SnapshotWriter(Map<String, Object> client, PipelineTopics topics, String instance) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.instance = instance;
  }

  void write(Copy copy, long now) {
    transact(
        () -> {
          int chunks = 0;
          for (int from = 0; from < copy.bytes().length; from += CHUNK_BYTES) {
            int to = Math.min(copy.bytes().length, from + CHUNK_BYTES);
            send(
                part(copy.version().offset(), chunks++),
                Arrays.copyOfRange(copy.bytes(), from, to));
          }
          send(
              part(copy.version().offset(), SnapshotPart.MANIFEST),
              Codecs.MANIFEST.serializer().serialize(null, manifest(copy, chunks, now)));
        });
  }

  /** Leaves tombstones; compaction does the rest. */
  void delete(List<Snapshot> snapshots) {
    if (snapshots.isEmpty()) return;
    transact(
        () -> {
          for (Snapshot snapshot : snapshots) {
            for (int chunk = SnapshotPart.MANIFEST; chunk < snapshot.manifest().chunks(); chunk++) {
              send(part(snapshot.version().offset(), chunk), null);
            }
          }
        });
  }

  private Manifest manifest(Copy copy, int chunks, long now) {
    Pipeline pipeline = topics.pipeline();
    return new Manifest(
        copy.version().log(),
        chunks,
        copy.bytes().length,
        Sha256.of(copy.bytes()),
        copy.examples(),
        now,
        pipeline.features().fingerprint(),
        pipeline.canonicalSettings());
  }

  private SnapshotPart part(long offset, int chunk) {
    return new SnapshotPart(topics.pipeline().generation(), offset, chunk);
  }

  private void send(SnapshotPart part, byte[] value) {
    producer.send(new ProducerRecord<>(topics.snapshots().name(), 0, part, value));
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
