package io.millrace.stream.training;

import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a partition still has.
 *
 * @param begin offset of the first record there may be; what came before was deleted
 * @param since the timestamp of the first one; empty if there is none
 */
record Held(int partition, long begin, Optional<Instant> since) {
  /** Asks the broker; reads one record. */
  static Held of(Map<String, Object> client, Topic<?, ?> topic, int number) {
    Topic<byte[], byte[]> raw = new Topic<>(topic.name(), Codecs.BYTES, Codecs.BYTES);
    try (Partition<byte[], byte[]> partition = new Partition<>(client, raw, number)) {
      long begin = partition.begin();
      Instant[] first = new Instant[1];
      partition.read(
          begin,
          partition.end(),
          record -> {
            first[0] = Instant.ofEpochMilli(record.timestamp());
            return false;
          });
      return new Held(number, begin, Optional.ofNullable(first[0]));
    }
  }

  boolean isWhole() {
    return begin == 0;
  }

  /** Whether a search of what came from a time on leaves out something that is there. */
  boolean reachesBefore(Instant time) {
    return since.filter(first -> first.isBefore(time)).isPresent();
  }

  /** Where something is gone. */
  String deleted() {
    return "offsets 0 to " + (begin - 1) + " were deleted";
  }
}
