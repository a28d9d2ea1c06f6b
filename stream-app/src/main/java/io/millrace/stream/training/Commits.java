package io.millrace.stream.training;

import io.millrace.stream.topic.LogTopics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the groups of a pipeline's applications have committed, and whether that was lost. Streams
 * takes a missing commit for a first start and reads from the topics' beginning; of a generation
 * that has worked this would answer everything a second time (decision 35).
 *
 * <p>Nothing tells a group that never committed from one whose commits are gone but what its
 * application wrote. So that even a crash before the first commit is no riddle, {@link #begin}
 * commits the beginning before an application first starts: who has written anything had commits.
 */
public final class Commits {
  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  private final Admin admin;
  private final LogTopics topics;

  /** An application that has worked, and the topic that tells so. */
  private record Worked(int place, String application, String wrote) {}

  public Commits(Admin admin, LogTopics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /** Why this generation must not start, and the way out; empty if it may. Some ten requests. */
  public Optional<String> refusal() {
    List<Worked> lost = lostOf(generation());
    if (lost.isEmpty()) return Optional.empty();
    return Optional.of(
        lost.stream().map(this::told).collect(Collectors.joining("; "))
            + ". Read from the beginning, all that the topics hold would be answered or learnt a"
            + " second time. The broker forgets the offsets of a group that was stopped for longer"
            + " than its `offsets.retention.minutes`. Say where to go on: "
            + lost.stream().map(this::command).collect(Collectors.joining(" ; "))
            + " with the time when it was stopped; this instance then goes on by itself");
  }

  private String told(Worked lost) {
    return lost.application()
        + " has no committed offsets of "
        + topics.reads(lost.place()).get(0)
        + ", expected some: it has worked before, there are records in "
        + lost.wrote();
  }

  private String command(Worked lost) {
    return "`kafka-consumer-groups.sh --bootstrap-server BROKER --group "
        + lost.application()
        + topics.reads(lost.place()).stream()
            .map(topic -> " --topic " + topic)
            .collect(Collectors.joining())
        + " --reset-offsets --to-datetime 2026-01-31T09:00:00.000Z --execute`";
  }

  /** Applications of a generation that have worked and have no commits. */
  List<String> lost(int generation) {
    return lostOf(generation).stream().map(Worked::application).toList();
  }

  /** What was written is asked for first: an application that starts meanwhile commits before. */
  private List<Worked> lostOf(int generation) {
    return worked(generation).stream().filter(one -> hasNone(one.place(), generation)).toList();
  }

  /**
   * Commits the beginning for the applications of this generation that have no commits, so that
   * from here on a missing commit is a lost one. To be called when nothing refuses the start, and
   * before it. Where a group has members, they read already, and it is left to them.
   */
  public void begin() {
    List<String> applications = topics.applications(generation());
    for (int place = 0; place < applications.size(); place++) {
      if (hasNone(place, generation())) begin(applications.get(place), topics.reads(place));
    }
  }

  private void begin(String application, List<String> reads) {
    Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
    offsets(reads, OffsetSpec.earliest())
        .forEach((partition, offset) -> beginning.put(partition, new OffsetAndMetadata(offset)));
    try {
      admin.alterConsumerGroupOffsets(application, beginning).all().get();
      LOG.info("{}: begins at {}", application, beginning);
    } catch (ExecutionException e) {
      boolean atWork =
          e.getCause() instanceof UnknownMemberIdException
              || e.getCause() instanceof GroupNotEmptyException;
      if (!atWork) throw failed(application, e);
      LOG.info("{}: is at work on another instance", application);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Of the application that reads what is answered, commits of this generation's own topics do not
   * count; those of a topic that it read before it was moved do. Of another one any count: labels
   * may be missing for long.
   */
  private boolean hasNone(int place, int generation) {
    Set<TopicPartition> committed = of(topics.applications(generation).get(place)).keySet();
    if (place > 0) return committed.isEmpty();
    String answered = topics.reads(0).get(0);
    return committed.stream()
        .map(TopicPartition::topic)
        .noneMatch(topic -> topic.equals(answered) || !topic.startsWith(prefix(generation)));
  }

  /** Ends never go back, whatever was deleted; records of aborted transactions count. */
  private List<Worked> worked(int generation) {
    Set<String> all = topicNames();
    List<String> applications = topics.applications(generation);
    List<Worked> worked = new ArrayList<>();
    for (int place = 0; place < applications.size(); place++) {
      String application = applications.get(place);
      boolean answers = place == 0;
      List<String> writes =
          all.stream()
              .filter(
                  name ->
                      name.startsWith(application + "-")
                          || answers && name.equals(prefix(generation) + "features"))
              .sorted()
              .toList();
      Optional<String> wrote =
          offsets(writes, OffsetSpec.latest()).entrySet().stream()
              .filter(end -> end.getValue() > 0)
              .map(end -> end.getKey().topic())
              .min(String::compareTo);
      if (wrote.isPresent()) worked.add(new Worked(place, application, wrote.get()));
    }
    return worked;
  }

  private int generation() {
    return topics.pipeline().generation();
  }

  private String prefix(int generation) {
    return topics.pipeline().name() + "-g" + generation + "-";
  }

  /** What all applications of a generation have committed. */
  Map<TopicPartition, Long> of(int generation) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    topics.applications(generation).forEach(group -> committed.putAll(of(group)));
    return committed;
  }

  /** What a group has committed; nothing of one that is not there. */
  Map<TopicPartition, Long> of(String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(
              group, new ListConsumerGroupOffsetsOptions().requireStable(true))
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) committed.put(partition, offset.offset());
              });
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) throw failed(group, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return committed;
  }

  /** Ends of those topics that exist: a generation that never ran has no hops yet. */
  Map<TopicPartition, Long> ends(Collection<String> names) {
    return offsets(names, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(Collection<String> names, OffsetSpec which) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      Map<String, KafkaFuture<TopicDescription>> described =
          admin.describeTopics(names).topicNameValues();
      for (String name : names) {
        described(described.get(name))
            .ifPresent(
                topic ->
                    topic
                        .partitions()
                        .forEach(p -> asked.put(new TopicPartition(name, p.partition()), which)));
      }
      admin.listOffsets(asked).all().get().forEach((p, end) -> offsets.put(p, end.offset()));
      return offsets;
    } catch (ExecutionException e) {
      throw failed(names.toString(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Optional<TopicDescription> described(KafkaFuture<TopicDescription> topic)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(topic.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) return Optional.empty();
      throw e;
    }
  }

  private Set<String> topicNames() {
    try {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw failed("topics", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static KafkaException failed(String what, ExecutionException e) {
    return new KafkaException("asking for " + what + " failed", e.getCause());
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while offsets were asked for", e);
  }
}
