package io.millrace.stream.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings of plain consumers, which are assigned their partitions: they belong to no group, read
 * only what is committed, and take an offset that is not there for an error, never for a jump.
 */
public final class ReaderSettings {
  /**
   * How long a fetch may wait at the broker for something to read. A record that comes ends the
   * wait at once, but closing a consumer does not: with Kafka's 500 ms every look into a topic
   * would take half a second.
   */
  private static final int FETCH_WAIT_MS = 50;

  private ReaderSettings() {}

  /**
   * A map of its own, to be added to.
   *
   * @param client settings of every Kafka client; its {@code fetch.max.wait.ms} holds if it has one
   */
  public static Map<String, Object> over(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    return settings;
  }
}
