package io.millrace.stream.training;

import io.millrace.model.feature.TextHash;
import io.millrace.model.recommend.Lesson;
import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds what the activities of many published lists taught, in one pass of the training log, from
 * the oldest version that made one of them until all are found; to the log's end if one is not
 * there. Nothing is learnt in this pass.
 */
final class ClaimedLessons {
  private static final int TELL_EVERY = 10_000;

  private final Map<String, Object> client;
  private final RecommendTopics topics;
  private final String log;

  /**
   * @param log topic id of the training log
   */
  ClaimedLessons(Map<String, Object> client, RecommendTopics topics, String log) {
    this.client = client;
    this.topics = topics;
    this.log = log;
  }

  /**
   * What each activity taught; it came into the log after the version that made the list. Of those
   * that are missing there is nothing.
   */
  Map<PublishedList, Lesson> of(List<PublishedList> lists, Progress progress) {
    Map<String, List<PublishedList>> sought = new HashMap<>();
    lists.stream()
        .filter(list -> list.version().log().equals(log))
        .forEach(l -> sought.computeIfAbsent(l.eventId(), id -> new ArrayList<>(1)).add(l));
    Map<PublishedList, Lesson> found = new IdentityHashMap<>();
    OptionalLong oldest =
        sought.values().stream()
            .flatMap(List::stream)
            .mapToLong(list -> list.version().offset())
            .min();
    if (oldest.isPresent()) look(oldest.getAsLong(), sought, found, progress);
    return found;
  }

  private void look(
      long version,
      Map<String, List<PublishedList>> sought,
      Map<PublishedList, Lesson> found,
      Progress progress) {
    String name = topics.trainingLog().name();
    try (Partition<String, LogRecord> partition =
        new Partition<>(client, topics.trainingLog(), 0)) {
      long begin = Math.max(version + 1, partition.begin());
      long end = decided();
      partition.read(
          begin,
          end,
          record -> {
            if (record.offset() % TELL_EVERY == 0) {
              progress.at(name, record.offset() - begin, end - begin);
            }
            match(record, sought, found);
            return !sought.isEmpty();
          });
    }
  }

  /**
   * After what is in open transactions, too: a list can be read a moment before the lesson that was
   * committed with it.
   */
  private long decided() {
    TopicPartition partition = new TopicPartition(topics.trainingLog().name(), 0);
    return Ends.of(client, List.of(partition)).get(partition);
  }

  private static void match(
      ConsumerRecord<String, LogRecord> record,
      Map<String, List<PublishedList>> sought,
      Map<PublishedList, Lesson> found) {
    if (!(record.value() instanceof LogRecord.Taken taken)) return;
    List<PublishedList> lists = sought.get(taken.id());
    if (lists == null) return;
    lists.removeIf(
        list -> {
          boolean its = list.version().offset() < record.offset() && isOf(list, taken.lesson());
          if (its) found.put(list, taken.lesson());
          return its;
        });
    if (lists.isEmpty()) sought.remove(taken.id());
  }

  /** Two users may have activities of one id. */
  private static boolean isOf(PublishedList list, Lesson lesson) {
    return lesson.view().user() == TextHash.of(list.user())
        && list.time().map(at -> at.toEpochMilli() == lesson.view().time()).orElse(true);
  }
}
