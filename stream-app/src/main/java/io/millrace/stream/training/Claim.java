package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.training.AuditResult.Said;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * A published score that is to be proved.
 *
 * @param at when the scores topic got it; empty where its records are stamped by who wrote them
 */
record Claim(String eventId, Said said, Optional<Instant> at) {
  /** A record of the scores topic; empty if it is not ours. */
  static Optional<Claim> of(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null || record.value() == null) return Optional.empty();
    Optional<Instant> at =
        record.timestampType() == TimestampType.LOG_APPEND_TIME
            ? Optional.of(Instant.ofEpochMilli(record.timestamp()))
            : Optional.empty();
    return PublishedScore.read(record.value()).map(said -> new Claim(record.key(), said, at));
  }

  ModelVersion version() {
    return said.version();
  }
}
