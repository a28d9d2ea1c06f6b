package io.millrace.stream.topic;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.replica.ModelVersion;

/**
 * The value of the feature log: a scored event, the whole version that scored it, and which
 * features its values are.
 *
 * @param version its offset equals the event's {@link ScoredEvent#version()}
 * @param featureSet fingerprint of the feature set
 */
public record ScoredRecord(ScoredEvent event, ModelVersion version, long featureSet) {
  public ScoredRecord {
    if (event.version() != version.offset()) {
      throw new IllegalArgumentException(
          "event "
              + event.eventId()
              + " says version "
              + event.version()
              + ", expected the offset of "
              + version);
    }
  }
}
