package io.millrace.model.pipeline;

import java.time.Duration;

/**
 * Where a pipeline's events come from.
 *
 * @param topic of the events, JSON objects
 * @param idPath dotted path of an event's identity, compared as text
 * @param time the event time
 * @param maxAhead how far an event's time may be past its Kafka timestamp; later ones are refused
 * @param keyedBy field that the topic is keyed by already, or null
 */
public record EventSource(
    String topic, String idPath, TimeSource time, Duration maxAhead, String keyedBy) {
  public static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(5);

  public EventSource {
    Settings.requireTopic("events.topic", topic);
    Settings.requirePath("events.id", idPath);
    Settings.require(time != null, "events.time", null, "{field: ..., format: ...}");
    Settings.requireAtLeast("events.max_ahead", maxAhead, Duration.ZERO, "0s or more, e.g. 5m");
  }
}
