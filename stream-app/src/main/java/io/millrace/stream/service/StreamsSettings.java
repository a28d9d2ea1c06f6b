package io.millrace.stream.service;

import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.restoreConsumerPrefix;

import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PreparedTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of the two Streams applications: what was measured to serve throughput and latency
 * alike, over it what the user says.
 */
public final class StreamsSettings {
  /** A dead instance is noticed after this, instead of after 45 s. */
  private static final int SESSION_MS = 6_000;

  /** What a crash may hold readers back for, and what a stall of a broker must not exceed. */
  private static final int TRANSACTION_MS = 10_000;

  private static final int FETCH_BYTES = 256 * 1024;
  private static final int LINGER_MS = 5;
  private static final int BATCH_BYTES = 128 * 1024;

  private final ServiceConfig config;
  private final PreparedTopics prepared;

  public StreamsSettings(ServiceConfig config, PreparedTopics prepared) {
    this.config = config;
    this.prepared = prepared;
  }

  /** Of the half that scores. */
  public Properties scoring(String application) {
    Map<String, Object> all = common(application);
    if (config.guarantee() == ServiceConfig.Guarantee.FAST) {
      fast(all);
    } else {
      exactlyOnce(all);
    }
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.scoringThreads());
    return finished(all);
  }

  /** Of the application that recommends, which writes the training log too. */
  public Properties recommending(String application, String address) {
    Map<String, Object> all = common(application);
    exactlyOnce(all);
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.scoringThreads());
    if (!address.isEmpty()) all.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
    return finished(all);
  }

  /** Of the half that learns. */
  public Properties learning(String application) {
    Map<String, Object> all = common(application);
    exactlyOnce(all);
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.learningThreads());
    // Deadlines are worked off between polls; a poll without records must not hold them up.
    all.put(StreamsConfig.POLL_MS_CONFIG, 20);
    return finished(all);
  }

  /**
   * No record is sent later than its transaction may last. A broker that was away for longer aborts
   * the transaction when it is back; a producer that then still sends what belongs to it races with
   * the abort, and with Kafka 4.3.1 records behind the marker were seen to be taken: they hold
   * readers back, or count as committed with the next transaction.
   */
  private void exactlyOnce(Map<String, Object> all) {
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, WholeTransactions.class);
    String key = producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    Object said = config.streamsSettings().get(key);
    int transaction = said == null ? TRANSACTION_MS : Integer.parseInt(said.toString());
    all.put(key, transaction);
    all.put(producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), transaction * 4 / 5);
    all.put(producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), transaction * 2 / 5);
  }

  /**
   * What it reads is committed all the same: feedback is the learning half's. Stores are restored
   * so too, for their changelogs may have been written under exactly-once.
   */
  private static void fast(Map<String, Object> all) {
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    all.put(restoreConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
  }

  private Map<String, Object> common(String application) {
    Map<String, Object> all = new HashMap<>(config.clientSettings());
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    all.put(StreamsConfig.CLIENT_ID_CONFIG, application + "-" + config.instance());
    all.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
    // No stage needs its inputs merged by time: what labels say takes effect when it comes. So no
    // task waits for the slower of its topics (asking whether it must costs 9 % of a busy thread).
    all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedStores.class);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.putAll(LogTopics.internalTopicSettings(prepared.messageBytes()));
    consumer(all);
    producer(all);
    return all;
  }

  private static void consumer(Map<String, Object> all) {
    all.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
    all.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_MS / 3);
    // A consumer hands out what it has fetched of one partition before it turns to the next. Small
    // fetches let all hops of a backlog move together, where 1 MB of small events is a wave that
    // keeps the later hops waiting for seconds.
    all.put(mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), FETCH_BYTES);
    all.put(mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
  }

  private void producer(Map<String, Object> all) {
    int request = prepared.producerRequestBytes();
    all.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
    all.put(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    all.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    // A transaction's first batch for a partition waits at the broker to be verified; what
    // overtakes it is refused as out of sequence and comes again 100 ms later. Without transactions
    // it is worse: where a topic is new, the first batch may be refused and the second taken, and
    // the first is then out of sequence until it expires. One request at a time carries a batch for
    // every partition, so nothing is lost by waiting.
    all.put(producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    all.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), request);
    all.put(producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), Math.max(64 << 20, request));
  }

  private Properties finished(Map<String, Object> all) {
    all.putAll(config.streamsSettings());
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }
}
