package io.millrace.stream.cli;

import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PreparedTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a pipeline that has run before: looked up, never made. */
final class ExistingTopics {
  private ExistingTopics() {}

  /** Whether a generation of the pipeline has run there, but not the one of these topics. */
  static boolean areToBeMade(Map<String, Object> client, LogTopics topics)
      throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Set<String> found = admin.listTopics().names().get();
      return found.contains(topics.commands().name())
          && !found.contains(topics.trainingLog().name());
    } catch (ExecutionException e) {
      throw unanswered(client, e);
    }
  }

  /**
   * @throws IllegalStateException if the pipeline has no topics there, or the broker cannot be
   *     asked
   */
  static PreparedTopics of(Map<String, Object> client, LogTopics topics)
      throws InterruptedException {
    List<String> names = new ArrayList<>(topics.audited());
    names.add(topics.trainingLog().name());
    names.add(topics.snapshots().name());
    String where = String.valueOf(client.get("bootstrap.servers"));
    try (Admin admin = Admin.create(client)) {
      Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
      return new PreparedTopics(
          found.get(topics.trainingLog().name()).topicId().toString(),
          found.values().stream()
              .collect(Collectors.toMap(TopicDescription::name, d -> d.partitions().size())),
          LogTopics.INPUT_BYTES,
          List.of());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException(
            "found not all of the topics "
                + names
                + " on "
                + where
                + ", expected that `millrace run` made them; look at --bootstrap, and at the"
                + " pipeline's name and generation",
            e);
      }
      throw unanswered(client, e);
    }
  }

  private static IllegalStateException unanswered(
      Map<String, Object> client, ExecutionException e) {
    return new IllegalStateException(
        "asking "
            + client.get("bootstrap.servers")
            + " for topics failed: "
            + e.getCause().getMessage(),
        e);
  }
}
