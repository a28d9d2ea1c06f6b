package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.topic.SnapshotPart;
import io.millrace.stream.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the snapshots of a training log. Listing reads the whole snapshots topic: it is compacted
 * and thinned, some tens of snapshots of 8 bytes a weight.
 */
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String log;

  /**
   * @param client settings of every Kafka client
   * @param log topic id of the training log; snapshots of another log are not seen
   */
  public Snapshots(Map<String, Object> client, LogTopics topics, String log) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.log = log;
  }

  /** All complete snapshots of this log, oldest version first. Their chunks are not looked at. */
  public List<Snapshot> list() {
    return list(Progress.NONE);
  }

  /** The same, saying how far it has read. */
  public List<Snapshot> list(Progress progress) {
    Map<Long, Long> firstRecords = new HashMap<>();
    TreeMap<Long, Snapshot> snapshots = new TreeMap<>();
    try (Partition<byte[], byte[]> partition = partition()) {
      long begin = partition.begin();
      long end = partition.end();
      partition.read(
          begin,
          end,
          record -> {
            note(record, firstRecords, snapshots);
            progress.at(record.topic(), record.offset() + 1 - begin, end - begin);
            return true;
          });
      // Behind the last record there is a marker of its transaction.
      progress.at(topics.snapshots().name(), end - begin, end - begin);
    }
    return List.copyOf(snapshots.values());
  }

  private void note(
      ConsumerRecord<byte[], byte[]> record,
      Map<Long, Long> firstRecords,
      TreeMap<Long, Snapshot> snapshots) {
    Optional<SnapshotPart> part = part(record);
    if (part.isEmpty()) return;
    long offset = part.get().offset();
    if (record.value() == null) {
      firstRecords.remove(offset);
      snapshots.remove(offset);
    } else if (!part.get().isManifest()) {
      firstRecords.putIfAbsent(offset, record.offset());
    } else {
      manifest(record)
          .filter(manifest -> manifest.log().equals(log))
          .map(manifest -> snapshot(offset, manifest, firstRecords, record.offset()))
          .ifPresent(snapshot -> snapshots.put(offset, snapshot));
    }
  }

  private Snapshot snapshot(
      long offset, Manifest manifest, Map<Long, Long> firstRecords, long manifestRecord) {
    ModelVersion version = new ModelVersion(log, generation(), offset);
    long firstRecord = firstRecords.getOrDefault(offset, manifestRecord);
    return new Snapshot(version, manifest, firstRecord, manifestRecord);
  }

  /**
   * The bytes of a snapshot.
   *
   * @throws SnapshotDamagedException when chunks are missing or the digest is another
   */
  public byte[] load(Snapshot snapshot) {
    Manifest manifest = snapshot.manifest();
    Map<Integer, byte[]> chunks = new TreeMap<>();
    try (Partition<byte[], byte[]> partition = partition()) {
      long end = snapshot.manifestRecord() + 1;
      partition.endFrom(end);
      partition.read(
          Math.max(partition.begin(), snapshot.firstRecord()),
          end,
          record -> {
            part(record)
                .filter(part -> part.offset() == snapshot.version().offset() && !part.isManifest())
                .filter(part -> part.chunk() < manifest.chunks())
                .ifPresent(part -> chunks.put(part.chunk(), record.value()));
            return true;
          });
    }
    chunks.values().removeIf(chunk -> chunk == null);
    if (chunks.size() != manifest.chunks()) {
      throw new SnapshotDamagedException(
          snapshot + " has " + chunks.size() + " chunks, expected " + manifest.chunks());
    }
    byte[] bytes = join(chunks);
    String digest = Sha256.of(bytes);
    if (bytes.length != manifest.bytes() || !digest.equals(manifest.sha256())) {
      throw new SnapshotDamagedException(
          snapshot
              + " has "
              + bytes.length
              + " bytes of digest "
              + digest
              + ", expected "
              + manifest.bytes()
              + " of "
              + manifest.sha256());
    }
    return bytes;
  }

  private static byte[] join(Map<Integer, byte[]> chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.values().forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  private Optional<SnapshotPart> part(ConsumerRecord<byte[], byte[]> record) {
    try {
      SnapshotPart part =
          Codecs.SNAPSHOT_PART.deserializer().deserialize(record.topic(), record.key());
      return Optional.ofNullable(part).filter(p -> p.generation() == generation());
    } catch (SerializationException e) {
      LOG.warn("passing over a record of {}: {}", record.topic(), e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Manifest> manifest(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(
          Codecs.MANIFEST.deserializer().deserialize(record.topic(), record.value()));
    } catch (SerializationException e) {
      LOG.warn("passing over a snapshot: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** As bytes, so that one record of another format hides no snapshot behind it. */
  private Partition<byte[], byte[]> partition() {
    return new Partition<>(
        client, new Topic<>(topics.snapshots().name(), Codecs.BYTES, Codecs.BYTES), 0);
  }

  private int generation() {
    return topics.pipeline().generation();
  }
}
