package io.millrace.stream.training;

import io.millrace.stream.topic.RecommendTopics;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says why the topic of lists has none for an activity. Lists are keyed by user and an audit is
 * asked by activity, so it could have been in any partition.
 */
final class LostLists {
  private final String topic;
  private final List<Held> partitions;

  LostLists(Map<String, Object> client, RecommendTopics topics, int partitions) {
    topic = topics.recommendations().name();
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> Held.of(client, topics.recommendations(), number))
            .toList();
  }

  /**
   * The whole sentence.
   *
   * @param after only what came then was looked at
   */
  String of(String activity, Optional<Instant> after) {
    String what = "no list for activity " + activity + " is in " + topic;
    for (Held held : partitions) {
      if (after.filter(held::reachesBefore).isPresent()) {
        return what
            + " after "
            + after.get()
            + "; its partition "
            + held.partition()
            + " holds what was told since "
            + held.since().orElseThrow()
            + ": try without --at";
      }
    }
    List<Held> trimmed = partitions.stream().filter(held -> !held.isWhole()).toList();
    if (trimmed.isEmpty()) {
      return what
          + ", which has every record: it was never answered by this generation; look at the id and"
          + " at `generation:`";
    }
    return what
        + ": "
        + trimmed.stream().map(LostLists::told).collect(Collectors.joining("; "))
        + "; it was never answered by this generation, or before "
        + newest(trimmed)
        + ". Only a copy of that topic brings it back; a longer retention.ms of it keeps more from"
        + " now on";
  }

  private static String told(Held held) {
    return "of its partition "
        + held.partition()
        + ", "
        + held.deleted()
        + held.since()
            .map(at -> ", it holds what was told since " + at)
            .orElse(", it is empty now");
  }

  /** What came later than that would be there, whatever its partition. */
  private static String newest(List<Held> trimmed) {
    if (trimmed.stream().anyMatch(held -> held.since().isEmpty())) return "that";
    return trimmed.stream()
        .flatMap(held -> held.since().stream())
        .max(Comparator.naturalOrder())
        .orElseThrow()
        .toString();
  }
}
