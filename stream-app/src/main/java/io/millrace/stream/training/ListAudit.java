package io.millrace.stream.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.recommend.Lesson;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Proves a list: finds it in the topic of lists, and in the training log what was known of its user
 * then; brings back the version that made it, makes it again, and compares bit for bit: items,
 * scores and what each item is listed for.
 */
public final class ListAudit {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Room for clocks. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int TELL_EVERY = 10_000;

  private final Map<String, Object> client;
  private final RecommendTopics topics;
  private final PreparedTopics prepared;

  /**
   * @param client settings of every Kafka client
   */
  public ListAudit(Map<String, Object> client, RecommendTopics topics, PreparedTopics prepared) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.prepared = prepared;
  }

  /**
   * Audits the list that an activity was answered with.
   *
   * @param id of the activity, as the list says it
   * @param toldAt about when, by the broker's clock, to search less: nothing from more than ten
   *     minutes before is read
   */
  public ListAuditResult of(String id, Optional<Instant> toldAt, Progress progress) {
    Optional<Instant> toldAfter = toldAt.map(at -> at.minus(MARGIN));
    Optional<PublishedList> told = find(id, toldAfter, progress);
    if (told.isEmpty()) {
      int partitions = prepared.partitionsOf(topics.recommendations().name());
      return Relisting.missing(id, new LostLists(client, topics, partitions).of(id, toldAfter));
    }
    try {
      return compare(told.get(), progress);
    } catch (IllegalStateException e) {
      return Relisting.missing(id, e.getMessage());
    }
  }

  private ListAuditResult compare(PublishedList told, Progress progress) {
    String log = prepared.log();
    String what = Relisting.made(told.eventId());
    Replay.Past past = Replay.told(client, topics, log, what, told.version(), progress);
    Map<PublishedList, Lesson> lessons =
        new ClaimedLessons(client, topics, log).of(List.of(told), progress);
    return new Relisting(topics).of(told, Optional.ofNullable(lessons.get(told)), past);
  }

  private Optional<PublishedList> find(String id, Optional<Instant> from, Progress progress) {
    Topic<String, byte[]> lists = topics.recommendations();
    for (int number = 0; number < prepared.partitionsOf(lists.name()); number++) {
      Optional<PublishedList> found = find(id, from, number, progress);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  private Optional<PublishedList> find(
      String id, Optional<Instant> from, int number, Progress progress) {
    List<PublishedList> found = new ArrayList<>(1);
    Topic<String, byte[]> lists = topics.recommendations();
    String what = lists.name() + "-" + number;
    String quoted = quoted(id);
    try (Partition<String, byte[]> partition = new Partition<>(client, lists, number)) {
      long begin = from.map(partition::at).orElseGet(partition::begin);
      long end = partition.end();
      partition.read(
          begin,
          end,
          record -> {
            if (record.offset() % TELL_EVERY == 0) {
              progress.at(what, record.offset() - begin, end - begin);
            }
            told(record, id, quoted).ifPresent(found::add);
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }

  /** The record as the list for the activity; empty if it is another. */
  private Optional<PublishedList> told(
      ConsumerRecord<String, byte[]> record, String id, String quoted) {
    if (record.value() == null) return Optional.empty();
    // Few are worth being parsed.
    if (!new String(record.value(), StandardCharsets.UTF_8).contains(quoted)) {
      return Optional.empty();
    }
    return PublishedList.read(record.value())
        .filter(list -> list.eventId().equals(id))
        .filter(list -> list.version().generation() == topics.pipeline().generation());
  }

  private static String quoted(String id) {
    try {
      return JSON.writeValueAsString(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
