package io.millrace.stream.accounting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.parse.DeadLetter;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What became of every activity of a pipeline that recommends, counted from its topics. It means
 * something when nothing is under way, and while the pipeline has one generation.
 *
 * @param recordsIn records of the activity topic
 * @param lists records of the recommendations topic
 * @param repeated activities whose id had been answered
 * @param dlq dead letters of the activity topic
 * @param lessons of the training log
 * @param distinctLessons ids among them
 * @param notices what the training log has of what was said of items
 * @param noticesDlq dead letters of the items topic
 */
public record ListAccount(
    long recordsIn,
    long lists,
    long repeated,
    long dlq,
    long lessons,
    long distinctLessons,
    long notices,
    long noticesDlq) {

  /** Counts all of it; reads every topic once. */
  public static ListAccount of(RecommendPipeline pipeline, Map<String, Object> client) {
    RecommendTopics topics = new RecommendTopics(pipeline);
    TopicScan scan = new TopicScan(client);
    long[] counts = new long[7];
    Set<String> ids = new HashSet<>();
    scan.read(topics.activity(), record -> counts[0]++);
    scan.read(topics.recommendations(), record -> counts[1]++);
    scan.read(topics.dlq(), record -> counts[isOf(topics.activity(), record) ? 2 : 6]++);
    scan.read(
        topics.outcomes(),
        record -> counts[3] += record.value() instanceof OutcomeEntry.Told ? 1 : 0);
    scan.read(
        topics.trainingLog(),
        record -> {
          if (record.value() instanceof LogRecord.Taken taken) {
            counts[4]++;
            ids.add(taken.id());
          }
          if (record.value() instanceof LogRecord.Noticed) counts[5]++;
        });
    return new ListAccount(
        counts[0], counts[1], counts[3], counts[2], counts[4], ids.size(), counts[5], counts[6]);
  }

  private static boolean isOf(Topic<?, ?> topic, ConsumerRecord<?, ?> letter) {
    Header from = letter.headers().lastHeader(DeadLetter.TOPIC);
    return from != null && new String(from.value(), UTF_8).equals(topic.name());
  }

  /** What must be equal if nothing was lost and nothing was done twice. */
  public List<Identity> identities() {
    return List.of(
        new Identity("activity = lists + repeated + dlq", recordsIn, lists + repeated + dlq),
        new Identity("lessons = lists", lessons, lists),
        new Identity("distinct lessons = lessons", distinctLessons, lessons));
  }

  /** All counts as one JSON object. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("records_in", recordsIn)
        .put("lists", lists)
        .put("repeated", repeated)
        .put("dlq", dlq)
        .put("lessons", lessons)
        .put("distinct_lessons", distinctLessons)
        .put("notices", notices)
        .put("notices_dlq", noticesDlq);
  }
}
