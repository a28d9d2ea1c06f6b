package io.millrace.stream.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer group has come in some topics, by its committed offsets.
 *
 * <p>Under exactly-once a committed offset means that all its records led to is in the topics, but
 * not that it is readable yet: a transaction's markers reach its partitions one after the other.
 * Hence ends are those of all records, of open transactions too; a group that has read up to them
 * has seen the markers. Where the group has committed nothing it begins with the first record that
 * the partition still holds: a trimmed topic is no lag.
 */
final class GroupProgress {
  private static final long POLL_MILLIS = 10;

  private final Admin admin;
  private final String group;
  private final Map<String, List<TopicPartition>> partitions = new HashMap<>();

  GroupProgress(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /** Records not yet committed, over all partitions of the topics. */
  long lag(Collection<String> topics) throws BrokerException {
    Map<TopicPartition, Long> ends = ends(topics);
    Map<TopicPartition, Long> positions = positions(ends.keySet());
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      lag += Math.max(0, end.getValue() - positions.get(end.getKey()));
    }
    return lag;
  }

  /** The ends of the topics' partitions, open transactions included. */
  Map<TopicPartition, Long> ends(Collection<String> topics) throws BrokerException {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      all.addAll(partitionsOf(topic));
    }
    return offsets(all, OffsetSpec.latest());
  }

  /** Whether the group has come as far as these offsets. */
  boolean reached(Map<TopicPartition, Long> offsets) throws BrokerException {
    Map<TopicPartition, Long> positions = positions(offsets.keySet());
    return offsets.entrySet().stream()
        .allMatch(end -> positions.get(end.getKey()) >= end.getValue());
  }

  /** Waits until the group is at most so many records behind, over all the topics together. */
  void awaitLag(List<String> topics, long most, Duration patience, BooleanSupplier stop)
      throws BrokerException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    long lag = lag(topics);
    while (lag > most && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            group
                + " is still "
                + lag
                + " records behind in "
                + topics
                + " after "
                + patience
                + "; is the service running on this pipeline?");
      }
      pause(POLL_MILLIS);
      lag = lag(topics);
    }
  }

  /**
   * Waits until the group has read everything in the topics, one after the other: give them in the
   * order of the dataflow, so that what the first leads to is in the second before that is looked
   * at.
   */
  void awaitDrained(List<String> topics, Duration patience, BooleanSupplier stop)
      throws BrokerException, TimeoutException {
    for (String topic : topics) {
      awaitLag(List.of(topic), 0, patience, stop);
    }
  }

  static void pause(long millis) throws BrokerException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new BrokerException("waiting", e);
    }
  }

  private List<TopicPartition> partitionsOf(String topic) throws BrokerException {
    List<TopicPartition> known = partitions.get(topic);
    if (known != null) {
      return known;
    }
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      known =
          description.partitions().stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      partitions.put(topic, known);
      return known;
    } catch (InterruptedException | ExecutionException e) {
      throw new BrokerException(
          "describing topic " + topic + "; is the service running on this pipeline?", e);
    }
  }

  /** Where the group goes on in each partition. */
  private Map<TopicPartition, Long> positions(Collection<TopicPartition> partitions)
      throws BrokerException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<TopicPartition, Long> positions = new HashMap<>();
    List<TopicPartition> notBegun = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        notBegun.add(partition);
      } else {
        positions.put(partition, offset.offset());
      }
    }
    if (!notBegun.isEmpty()) {
      positions.putAll(offsets(notBegun, OffsetSpec.earliest()));
    }
    return positions;
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which)
      throws BrokerException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    try {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, info) -> offsets.put(partition, info.offset()));
      return offsets;
    } catch (InterruptedException | ExecutionException e) {
      throw new BrokerException("reading the offsets of " + partitions, e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws BrokerException {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new BrokerException("reading the offsets of group " + group, e);
    }
  }
}
