package io.millrace.it;

import static org.awaitility.Awaitility.await;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.service.StreamsSettings;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The shape of a pipeline that recommends with a processor that only copies: the same activity, the
 * hop by user, a memory read and written, a list and a lesson for each, of values that the pipeline
 * itself wrote. It parses nothing, knows no user, asks no model, has no replica.
 */
final class BareLists {
  private static final String APPLICATION = "bare";
  private static final String MEMORIES = "memories";
  private static final String LISTS = "bare-lists";
  private static final String LOG = "bare-log";
  private static final int ONE_IN = 97;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final RecommendTopics topics;
  private final List<byte[]> memories;
  private final List<byte[]> lists;
  private final List<byte[]> lessons;
  private final AtomicLong copied = new AtomicLong();

  BareLists(String bootstrap, RecommendPipeline pipeline) {
    topics = new RecommendTopics(pipeline);
    String changelog =
        topics.application() + "-" + RecommendTopics.USER_MEMORY + "-changelog"; // Kafka's name.
    memories = samples(bootstrap, changelog);
    lists = samples(bootstrap, topics.recommendations().name());
    lessons = samples(bootstrap, topics.trainingLog().name());
  }

  private static List<byte[]> samples(String bootstrap, String topic) {
    List<byte[]> some = new ArrayList<>();
    AtomicLong seen = new AtomicLong();
    Committed.each(
        bootstrap,
        new Topic<>(topic, Codecs.BYTES, Codecs.BYTES),
        record -> {
          if (record.value() != null && seen.getAndIncrement() % ONE_IN == 0) {
            some.add(record.value());
          }
        });
    return some;
  }

  /**
   * @param activities that wait in the topic
   * @return how many were copied a second, after the first third, which is the compilers'
   */
  double aSecond(String bootstrap, Path state, long activities) {
    Map<String, String> said =
        Map.of(
            "bootstrap",
            bootstrap,
            "state_dir",
            state.toString(),
            "instance",
            APPLICATION,
            "scoring_threads",
            "1",
            "commit_interval",
            "50ms");
    createTopics(bootstrap);
    PreparedTopics prepared = new PreparedTopics("", Map.of(), 1 << 20, List.of());
    Properties settings =
        new StreamsSettings(ServiceConfig.read(null, Map.of(), said), prepared)
            .recommending(APPLICATION, "");
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    try (KafkaStreams streams = new KafkaStreams(topology(), settings)) {
      streams.start();
      await("a third copied")
          .atMost(PATIENCE)
          .pollInterval(LOOK)
          .until(() -> copied.get() >= activities / 3);
      long first = copied.get();
      long start = System.nanoTime();
      await("all copied")
          .atMost(PATIENCE)
          .pollInterval(LOOK)
          .until(() -> copied.get() >= activities);
      return (activities - first) / ((System.nanoTime() - start) / 1e9);
    }
  }

  private void createTopics(String bootstrap) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<NewTopic> both =
          List.of(
              new NewTopic(LISTS, topics.pipeline().partitions(), (short) 1),
              new NewTopic(LOG, 1, (short) 1));
      admin.createTopics(both).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("topics of the bare run", e);
    }
  }

  private Topology topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(MEMORIES), Codecs.TEXT, Codecs.BYTES)
            .withCachingEnabled());
    KStream<String, byte[]> copies =
        builder.stream(
                topics.activity().name(),
                Consumed.with(Codecs.BYTES, Codecs.BYTES).withName("activity"))
            .selectKey((key, value) -> user(value), Named.as("key-by-user"))
            .repartition(
                Repartitioned.with(Codecs.TEXT, Codecs.BYTES)
                    .withName("by-user")
                    .withNumberOfPartitions(topics.pipeline().partitions()))
            .process(Copy::new, Named.as("users"), MEMORIES);
    copies
        .mapValues(value -> any(lists), Named.as("lists"))
        .to(LISTS, Produced.with(Codecs.TEXT, Codecs.BYTES));
    copies
        .mapValues(value -> any(lessons), Named.as("lessons"))
        .to(LOG, Produced.with(Codecs.TEXT, Codecs.BYTES));
    return builder.build();
  }

  /** Some user of some thousands: what it does costs no parsing. */
  private static String user(byte[] value) {
    return Integer.toString(Math.floorMod(Arrays.hashCode(value), 4_096));
  }

  private byte[] any(List<byte[]> some) {
    return some.get((int) (copied.get() % some.size()));
  }

  /** Stands for the users' memories. */
  private final class Copy extends ContextualProcessor<String, byte[], String, byte[]> {
    @Override
    public void process(Record<String, byte[]> record) {
      KeyValueStore<String, byte[]> store = context().getStateStore(MEMORIES);
      store.get(record.key());
      store.put(record.key(), any(memories));
      context().forward(record);
      copied.incrementAndGet();
    }
  }
}
