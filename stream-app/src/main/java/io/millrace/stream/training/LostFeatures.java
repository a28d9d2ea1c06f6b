package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** Says why the feature log has no record of an event. Asks each partition once. */
final class LostFeatures {
  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final int partitions;
  private final Map<Integer, Held> asked = new HashMap<>();

  /**
   * What a partition still has.
   *
   * @param begin offset of the first record there may be
   * @param since when the first one came; empty if there is none
   */
  private record Held(int partition, long begin, Optional<Instant> since) {}

  LostFeatures(Map<String, Object> client, PipelineTopics topics, int partitions) {
    this.client = client;
    this.topics = topics;
    this.partitions = partitions;
  }

  /**
   * The whole sentence.
   *
   * @param published the version that is published to have scored it, if one is
   * @param after only what came then was looked at
   */
  String of(String eventId, Optional<ModelVersion> published, Optional<Instant> after) {
    Held held = held(home(eventId));
    String what =
        "event "
            + eventId
            + published.map(by -> " was scored by version " + by + ", but").orElse("")
            + " is not in "
            + topics.featureLog().name()
            + after.map(at -> " after " + at).orElse("");
    if (held.begin() == 0) {
      return what
          + (after.isPresent()
              ? "; its partition " + held.partition() + " has every record: try without --at"
              : ", whose partition "
                  + held.partition()
                  + " has every record: "
                  + (published.isPresent()
                      ? "no instance of this generation made that score"
                      : "it was never scored by this generation; look at the id and at"
                          + " `generation:`"));
    }
    return what
        + ": of its partition "
        + held.partition()
        + ", offsets 0 to "
        + (held.begin() - 1)
        + " were deleted"
        + held.since()
            .map(at -> ", it holds what was scored since " + at)
            .orElse(", it is empty now")
        + (published.isPresent() ? "" : "; it was never scored by this generation, or before that")
        + ". Only a copy of that topic brings it back; a longer audit_keep keeps more from now on";
  }

  private int home(String eventId) {
    byte[] key = eventId.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  private Held held(int number) {
    return asked.computeIfAbsent(number, this::ask);
  }

  private Held ask(int number) {
    try (Partition<String, ScoredRecord> partition =
        new Partition<>(client, topics.featureLog(), number)) {
      long begin = partition.begin();
      Instant[] since = new Instant[1];
      partition.read(
          begin,
          partition.end(),
          record -> {
            since[0] = Instant.ofEpochMilli(record.timestamp());
            return false;
          });
      return new Held(number, begin, Optional.ofNullable(since[0]));
    }
  }
}
