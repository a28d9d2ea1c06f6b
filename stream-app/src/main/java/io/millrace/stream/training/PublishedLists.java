package io.millrace.stream.training;

import io.millrace.model.recommend.Lesson;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Lists: made again of what was known of their users, which the training log has. */
final class PublishedLists implements Published<PublishedList, ListAuditResult> {
  private final Map<String, Object> client;
  private final RecommendTopics topics;
  private final String log;

  /**
   * @param log topic id of the training log
   */
  PublishedLists(Map<String, Object> client, RecommendTopics topics, String log) {
    this.client = client;
    this.topics = topics;
    this.log = log;
  }

  @Override
  public Topic<String, byte[]> topic() {
    return topics.recommendations();
  }

  @Override
  public Optional<PublishedList> claim(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? Optional.empty() : PublishedList.read(record.value());
  }

  @Override
  public ModelVersion version(PublishedList list) {
    return list.version();
  }

  @Override
  public Batch<PublishedList> batch(
      List<PublishedList> lists, int home, Consumer<? super ListAuditResult> results) {
    Map<PublishedList, Lesson> lessons =
        new ClaimedLessons(client, topics, log).of(lists, Progress.NONE);
    Relisting relisting = new Relisting(topics);
    return new Batch<>(
        lists,
        new Rewind.Visit<>() {
          @Override
          public void there(PublishedList list, Replay.Past past) {
            results.accept(relisting.of(list, Optional.ofNullable(lessons.get(list)), past));
          }

          @Override
          public void lost(PublishedList list, String why) {
            String what = Replay.lost(Relisting.made(list.eventId()), list.version(), why);
            results.accept(Relisting.missing(list.eventId(), what));
          }
        });
  }
}
