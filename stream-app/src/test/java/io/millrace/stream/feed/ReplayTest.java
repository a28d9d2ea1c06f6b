package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TestPipelines;
import io.millrace.stream.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Free running; the waits of lockstep are proved with a real service by the end-to-end tests. */
@DisplayName("A replay")
class ReplayTest {
  private static final long HOUR = 3_600_000;
  private static final long FIRST = Instant.parse("2018-04-01T00:00:00Z").toEpochMilli();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Replay.Progress NOBODY_HEARS = (events, labels, clock, share) -> {};

  @RegisterExtension static final SharedBroker BROKER = new SharedBroker();
  private static Admin admin;

  @BeforeAll
  static void connect() {
    admin = BROKER.admin();
  }

  @AfterAll
  static void disconnect() {
    admin.close();
  }

  /** The topics that a service would have made, of one partition each. */
  private static PipelineTopics topics(String name) throws Exception {
    return topics(TestPipelines.named(name, 0.1, 1, null));
  }

  private static PipelineTopics topics(Pipeline pipeline) throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline);
    List<String> all = new ArrayList<>(topics.eventPath());
    all.addAll(topics.labelPath());
    all.add(topics.clock().name());
    for (String topic : all) BROKER.create(admin, topic, 1, Map.of("retention.ms", "-1"));
    return topics;
  }

  private static Replay.Options freely(boolean positivesOnly, long inFlight, Duration patience) {
    return new Replay.Options(
        0, 0, Duration.ZERO, Duration.ofHours(2), positivesOnly, inFlight, patience);
  }

  /** One event an hour; each second one is positive. */
  private static Feed hourly(int events) {
    Iterator<Integer> numbers = IntStream.range(0, events).iterator();
    return new Feed() {
      @Override
      public FeedRow next() {
        return numbers.hasNext() ? row(numbers.next()) : null;
      }

      @Override
      public double progress() {
        return Double.NaN;
      }
    };
  }

  private static FeedRow row(int hour) {
    String id = "e" + hour;
    byte[] json = ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
    return new FeedRow(id, FIRST + hour * HOUR, "k", json, hour % 2 == 0 ? "1" : "0");
  }

  private static Replay.Summary run(
      PipelineTopics topics, Replay.Options options, Feed feed, List<KnownLabel> labels)
      throws Exception {
    return run(topics, options, feed, labels, () -> false);
  }

  private static Replay.Summary run(
      PipelineTopics topics,
      Replay.Options options,
      Feed feed,
      List<KnownLabel> labels,
      BooleanSupplier stop)
      throws Exception {
    try (ServiceThatKeepsUp unused = new ServiceThatKeepsUp(topics)) {
      return replay(topics, options, stop).run(feed, labels, NOBODY_HEARS);
    }
  }

  private static Replay replay(
      PipelineTopics topics, Replay.Options options, BooleanSupplier stop) {
    return new Replay(topics.pipeline(), BROKER.client(), options, stop);
  }

  /** Commits all there is, again and again, as the two applications would. */
  private static final class ServiceThatKeepsUp implements AutoCloseable {
    private final PipelineTopics topics;
    private final Thread thread = new Thread(this::follow, "service-that-keeps-up");
    private volatile boolean closed;

    ServiceThatKeepsUp(PipelineTopics topics) {
      this.topics = topics;
      thread.start();
    }

    private void follow() {
      try {
        while (!closed) {
          for (String topic : topics.eventPath()) {
            BROKER.commitEnd(admin, topics.scoringApplication(), topic, 0);
          }
          for (String topic : topics.labelPath()) {
            BROKER.commitEnd(admin, topics.learningApplication(), topic, 0);
          }
        }
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      thread.join();
    }
  }

  private static <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) throws Exception {
    Map<TopicPartition, Long> ends = new GroupProgress(admin, "none").ends(List.of(topic.name()));
    List<ConsumerRecord<K, V>> read = new ArrayList<>();
    try (var tail = new TopicTail<>(topic, BROKER.client(), true)) {
      while (!tail.at(ends)) tail.poll(Duration.ofMillis(20)).forEach(read::add);
    }
    return read;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Labels are known two hours after their events; those of the last two are not yet. */
  @Test
  void sendsEventsInOrderAndEachLabelOnceItIsKnown() throws Exception {
    PipelineTopics topics = topics("ordered");
    Replay.Summary sent = run(topics, freely(false, 1_000, PATIENCE), hourly(10), List.of());

    assertThat(sent).isEqualTo(new Replay.Summary(10, 8, 2, FIRST + 9 * HOUR));
    List<ConsumerRecord<byte[], byte[]>> events = read(topics.events());
    assertThat(events).extracting(event -> text(event.key())).containsOnly("k");
    assertThat(events)
        .extracting(event -> text(event.value()))
        .startsWith("{\"id\":\"e0\"}", "{\"id\":\"e1\"}")
        .hasSize(10);
    assertThat(events).extracting(ConsumerRecord::timestamp).startsWith(FIRST, FIRST + HOUR);
    List<ConsumerRecord<byte[], byte[]>> labels = read(topics.labels());
    assertThat(labels)
        .extracting(label -> text(label.value()))
        .startsWith("{\"id\":\"e0\",\"value\":\"1\"}", "{\"id\":\"e1\",\"value\":\"0\"}")
        .hasSize(8);
    assertThat(labels).extracting(ConsumerRecord::timestamp).startsWith(FIRST + 2 * HOUR);
    assertThat(labels)
        .allMatch(label -> label.headers().lastHeader(PipelineTopics.HOLD_HEADER) == null);
  }

  @Test
  void ticksTheLabelClockAsFarAsItsLastEventOnceTheLabelsAreRead() throws Exception {
    PipelineTopics topics = topics("ticked");
    run(topics, freely(false, 1_000, PATIENCE), hourly(5), List.of());
    List<ConsumerRecord<String, Long>> ticks = read(topics.clock());
    assertThat(ticks).extracting(ConsumerRecord::value).isSorted().endsWith(FIRST + 4 * HOUR);
  }

  @Test
  void tellsPositivesOnlyWhereSilenceMeansNegative() throws Exception {
    PipelineTopics topics = topics("positives");
    Replay.Summary sent = run(topics, freely(true, 1_000, PATIENCE), hourly(10), List.of());
    assertThat(sent.labels()).isEqualTo(4);
    assertThat(read(topics.labels()))
        .extracting(label -> text(label.value()))
        .allMatch(label -> label.endsWith("\"1\"}"));
  }

  @Test
  void takesLabelsOfAFileOfTheirOwnTheSameWay() throws Exception {
    PipelineTopics topics = topics("file");
    List<KnownLabel> labels =
        List.of(
            new KnownLabel("late", "1", FIRST + 100 * HOUR, 0),
            new KnownLabel("first", "1", FIRST - HOUR, 1));
    Replay.Summary sent = run(topics, freely(false, 1_000, PATIENCE), hourly(2), labels);
    assertThat(read(topics.labels())).extracting(l -> text(l.key())).containsExactly("first");
    assertThat(sent.labelsNotYetKnown()).isEqualTo(3);
  }

  @Test
  void tellsWhoFoundALabelOfAFileAndPositivesOnlyOfItToo() throws Exception {
    PipelineTopics topics =
        topics(
            PipelineFile.read(
                Path.of("fraud.yaml"),
                Map.of(
                    "labels.channels", "{field: source, order: [investigator, chargeback]}",
                    "partitions", "1")));
    List<KnownLabel> labels =
        List.of(
            new KnownLabel("a", "1", FIRST, 0, "chargeback"),
            new KnownLabel("b", "0", FIRST, 1, "chargeback"),
            new KnownLabel("c", "1", FIRST, 2));
    Replay.Summary sent = run(topics, freely(true, 1_000, PATIENCE), hourly(1), labels);
    assertThat(read(topics.labels()))
        .extracting(label -> text(label.value()))
        .containsExactly(
            "{\"transaction_id\":\"a\",\"fraud\":\"1\",\"source\":\"chargeback\"}",
            "{\"transaction_id\":\"c\",\"fraud\":\"1\"}");
    assertThat(sent.labels()).isEqualTo(2);
  }

  @Test
  void givesUpWhereNobodyScores() throws Exception {
    PipelineTopics topics = topics("nobody");
    Replay replay = replay(topics, freely(false, 0, Duration.ofMillis(50)), () -> false);
    assertThatThrownBy(() -> replay.run(hourly(10), List.of(), NOBODY_HEARS))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("nobody-g1-scoring is still 1 records behind")
        .hasMessageContaining("is the service running on this pipeline?");
  }

  @Test
  void givesUpWhereNobodyReadsLabels() throws Exception {
    PipelineTopics topics = topics("unread");
    Replay replay = replay(topics, freely(false, 1_000, Duration.ofMillis(50)), () -> false);
    assertThatThrownBy(() -> replay.run(hourly(10), List.of(), NOBODY_HEARS))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("the learning application has not read all labels after PT0.05S");
  }

  @Test
  void endsEarlyWhereItIsToldTo() throws Exception {
    PipelineTopics topics = topics("stopped");
    AtomicInteger asked = new AtomicInteger();
    Replay.Summary sent =
        run(
            topics,
            freely(false, 1_000, PATIENCE),
            hourly(1_000),
            List.of(),
            () -> asked.incrementAndGet() > 40);
    assertThat(sent.events()).isBetween(1L, 40L);
    assertThat(read(topics.events())).hasSize((int) sent.events());
  }

  @Test
  void ofNothingSendsNothing() throws Exception {
    PipelineTopics topics = topics("nothing");
    Replay.Summary sent = run(topics, freely(false, 1_000, PATIENCE), hourly(0), List.of());
    assertThat(sent.events()).isZero();
    assertThat(read(topics.clock())).isEmpty();
  }

  @Test
  void keepsToTheRateThatWasAsked() throws Exception {
    PipelineTopics topics = topics("paced");
    Replay.Options slowly =
        new Replay.Options(100, 0, Duration.ZERO, Duration.ZERO, false, 1_000, PATIENCE);
    long start = System.nanoTime();
    run(topics, slowly, hourly(31), List.of());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
  }
}
