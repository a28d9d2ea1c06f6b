package io.millrace.stream.topic;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets after all that partitions hold, records of open transactions and markers included.
 *
 * <p>A commit has succeeded before its markers are in the partitions. A read_committed reader that
 * goes by its own end offsets therefore misses what was committed a moment ago; one that reads on
 * until its position is here has seen every transaction of now, and how it ended.
 */
public final class Ends {
  private Ends() {}

  /**
   * Asks the brokers once.
   *
   * @param client settings of every Kafka client
   * @throws IllegalStateException if no broker says it
   */
  public static Map<TopicPartition, Long> of(
      Map<String, Object> client, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    try (Admin admin = Admin.create(client)) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking for the ends of " + partitions, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("asking for the ends of " + partitions, e);
    }
  }
}
