package io.millrace.stream.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.feature.TextHash;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.replica.ModelVersion;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list as its topic has it.
 *
 * @param eventId of the activity
 * @param time of the activity; empty where the list does not tell it
 * @param items best first
 */
record PublishedList(
    String eventId,
    String user,
    Optional<Instant> time,
    ModelVersion version,
    List<Suggestion> items) {
  private static final ObjectMapper JSON = new ObjectMapper();

  PublishedList {
    items = List.copyOf(items);
  }

  /** A record of the topic; empty if it is not ours. */
  static Optional<PublishedList> read(byte[] list) {
    try {
      return Optional.ofNullable(JSON.readTree(list)).map(PublishedList::of);
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static PublishedList of(JsonNode json) {
    ModelVersion version =
        new ModelVersion(
            json.at("/version/log").asText(),
            json.at("/version/generation").asInt(),
            json.at("/version/offset").asLong(Long.MIN_VALUE));
    return new PublishedList(
        json.path("event_id").asText(),
        json.path("user").asText(),
        time(json.path("event_time").asText()),
        version,
        items(json));
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  private static List<Suggestion> items(JsonNode list) {
    List<Suggestion> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      String id = item.path("item").asText();
      items.add(
          new Suggestion(
              id,
              TextHash.of(id),
              item.path("title").asText(),
              item.path("price").asDouble(Double.NaN),
              number(item.path("score").asText()),
              item.path("generator").asText(),
              item.path("because").asText(),
              item.path("because_title").asText(),
              number(item.path("propensity").asText("0")),
              item.path("drawn").asBoolean()));
    }
    return items;
  }

  /** Not by way of a double, which rounds twice; NaN where there is none, which is a difference. */
  private static float number(String text) {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException none) {
      return Float.NaN;
    }
  }
}
