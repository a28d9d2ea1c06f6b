package io.millrace.stream.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogRecord;
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
import java.util.OptionalLong;
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

  /** A list as it was told. */
  private record Told(String user, ModelVersion version, List<Suggestion> items) {}

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
    Optional<Told> told = find(id, toldAfter, progress);
    if (told.isEmpty()) {
      int partitions = prepared.partitionsOf(topics.recommendations().name());
      return missing(id, new LostLists(client, topics, partitions).of(id, toldAfter));
    }
    try {
      return compare(id, told.get(), progress);
    } catch (IllegalStateException e) {
      return missing(id, e.getMessage());
    }
  }

  private ListAuditResult compare(String id, Told told, Progress progress) {
    Replay.Past past =
        Replay.told(
            client,
            topics,
            prepared.log(),
            "the list for activity " + id + " was made",
            told.version(),
            progress);
    Lesson lesson = lesson(id, told.version().offset(), progress);
    RecommendPipeline then = (RecommendPipeline) past.then().pipeline();
    UserView view = lesson.after(then.listing().asking(), then.listing().remember());
    int length = Math.max(told.items().size(), leastLength(past.pupil().history()));
    List<Suggestion> again =
        past.pupil().model(Recommender.class).asker().suggestToShow(view, length);
    return new ListAuditResult(
        id,
        Optional.empty(),
        told.user(),
        Optional.of(told.version()),
        told.items(),
        again,
        past.replayed(),
        past.from()
            .map(snapshot -> OptionalLong.of(snapshot.version().offset()))
            .orElse(OptionalLong.empty()));
  }

  /**
   * How many items the list had to have if so many were known. {@code k} holds at once, so the log
   * does not say which one held then: the least of the one in the log's file and the present one.
   */
  private int leastLength(LogHistory history) {
    int now = topics.pipeline().listing().k();
    return history
        .inForce()
        .flatMap(PastPipeline::file)
        .map(then -> Math.min(now, ((RecommendPipeline) then).listing().k()))
        .orElse(now);
  }

  /** What the activity taught; it came into the log after the version that made the list. */
  private Lesson lesson(String id, long version, Progress progress) {
    List<Lesson> found = new ArrayList<>(1);
    String name = topics.trainingLog().name();
    try (Partition<String, LogRecord> log = new Partition<>(client, topics.trainingLog(), 0)) {
      long end = log.end();
      log.read(
          Math.max(version + 1, log.begin()),
          end,
          record -> {
            if (record.offset() % TELL_EVERY == 0) {
              progress.at(name, record.offset() - version, end - version);
            }
            if (record.value() instanceof LogRecord.Taken taken && taken.id().equals(id)) {
              found.add(taken.lesson());
            }
            return found.isEmpty();
          });
    }
    if (!found.isEmpty()) return found.get(0);
    throw new IllegalStateException(
        "what activity "
            + id
            + " taught is not in "
            + name
            + " after offset "
            + version
            + ": a replay in lockstep still holds it, or the log was pruned");
  }

  private Optional<Told> find(String id, Optional<Instant> from, Progress progress) {
    Topic<String, byte[]> lists = topics.recommendations();
    for (int number = 0; number < prepared.partitionsOf(lists.name()); number++) {
      Optional<Told> found = find(id, from, number, progress);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  private Optional<Told> find(String id, Optional<Instant> from, int number, Progress progress) {
    List<Told> found = new ArrayList<>(1);
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
  private Optional<Told> told(ConsumerRecord<String, byte[]> record, String id, String quoted) {
    if (record.value() == null) return Optional.empty();
    String text = new String(record.value(), StandardCharsets.UTF_8);
    // Few are worth being parsed.
    if (!text.contains(quoted)) return Optional.empty();
    try {
      JsonNode json = JSON.readTree(text);
      ModelVersion version =
          new ModelVersion(
              json.at("/version/log").asText(),
              json.at("/version/generation").asInt(),
              json.at("/version/offset").asLong());
      boolean wanted =
          json.path("event_id").asText().equals(id)
              && version.generation() == topics.pipeline().generation();
      return wanted
          ? Optional.of(new Told(json.path("user").asText(), version, items(json)))
          : Optional.empty();
    } catch (IOException notOurs) {
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
              Float.parseFloat(item.path("score").asText()),
              item.path("generator").asText(),
              item.path("because").asText(),
              item.path("because_title").asText(),
              Float.parseFloat(item.path("propensity").asText("0")),
              item.path("drawn").asBoolean()));
    }
    return items;
  }

  private static String quoted(String id) {
    try {
      return JSON.writeValueAsString(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ListAuditResult missing(String id, String what) {
    return new ListAuditResult(
        id, Optional.of(what), "", Optional.empty(), List.of(), List.of(), 0, OptionalLong.empty());
  }
}
