package io.millrace.model.pipeline;

import io.millrace.model.recommend.Activity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a pipeline's activity comes from, and what it is worth.
 *
 * @param topic of the activity, JSON objects
 * @param userPath dotted path of who, compared as text
 * @param itemPath dotted path of what with, compared as text
 * @param typePath dotted path of what was done; null where all activity is of the one type
 * @param valuePath dotted path of how much of it; null where none is said
 * @param maxAhead how far an activity's time may be past its Kafka timestamp; later ones are
 *     refused
 * @param types what each type weighs; an activity of another type is refused
 * @param idPath dotted path of an activity's identity, compared as text; null where it has none but
 *     its record's topic, partition and offset
 * @param keyedByUser whether the topic is keyed by the user already
 */
public record ActivitySource(
    String topic,
    String userPath,
    String itemPath,
    String typePath,
    String valuePath,
    TimeSource time,
    Duration maxAhead,
    List<ActivityType> types,
    String idPath,
    boolean keyedByUser) {
  public ActivitySource {
    types = List.copyOf(types);
    Settings.requireTopic("activity.topic", topic);
    Settings.requirePath("activity.user", userPath);
    Settings.requirePath("activity.item", itemPath);
    if (idPath != null) Settings.requirePath("activity.id", idPath);
    Settings.require(time != null, "activity.time", null, "{field: ..., format: ...}");
    Settings.requireAtLeast("activity.max_ahead", maxAhead, Duration.ZERO, "0s or more, e.g. 5m");
    Settings.require(!types.isEmpty(), "activity.types", types, "one type or more");
    Settings.require(
        typePath != null || types.size() == 1,
        "activity.types",
        types.size() + " types",
        "one, as activity.type names no field that tells them apart");
    Set<String> names = new HashSet<>();
    for (ActivityType type : types) {
      Settings.require(names.add(type.name()), "activity.types", type.name(), "each type once");
      Settings.require(
          valuePath != null || !Double.isNaN(type.weight()),
          "activity.value",
          null,
          "the field that " + type.name() + " is weighed by");
    }
  }

  /** The type of that name; null if activity of it is refused. */
  public ActivityType type(String name) {
    for (ActivityType type : types) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** What an activity weighs, in [0, 1]; its type must be known. */
  public float weight(Activity activity) {
    return type(activity.type()).weightOf(activity.value());
  }
}
