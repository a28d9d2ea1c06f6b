package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.PipelineTopics;
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
    Optional<Instant> leavingOut = after.filter(held::reachesBefore);
    String what =
        "event "
            + eventId
            + published.map(by -> " was scored by version " + by + ", but").orElse("")
            + " is not in "
            + topics.featureLog().name()
            + leavingOut.map(at -> " after " + at).orElse("");
    if (leavingOut.isPresent()) {
      return what
          + "; its partition "
          + held.partition()
          + " holds what was scored since "
          + held.since().orElseThrow()
          + ": try without --at";
    }
    return what + (held.isWhole() ? never(held, published) : deleted(held, published));
  }

  private static String never(Held held, Optional<ModelVersion> published) {
    return ", whose partition "
        + held.partition()
        + " has every record: "
        + (published.isPresent()
            ? "no instance of this generation made that score; or one under `guarantee: fast`"
                + " was killed before it kept the features, and the event was scored again"
            : "it was never scored by this generation; look at the id and at `generation:`");
  }

  private static String deleted(Held held, Optional<ModelVersion> published) {
    return ": of its partition "
        + held.partition()
        + ", "
        + held.deleted()
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
    return asked.computeIfAbsent(number, home -> Held.of(client, topics.featureLog(), home));
  }
}
