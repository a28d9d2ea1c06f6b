package io.millrace.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.labeljoin.LabelJoinStage;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.parse.DeadLetter;
import io.millrace.stream.topic.ArrivedLabel;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The learning topology")
class LearningTopologyTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final ModelVersion VERSION = new ModelVersion("log", 1, 41);

  @TempDir java.nio.file.Path state;
  private Pipeline pipeline;
  private PipelineTopics topics;
  private SimpleMeterRegistry registry;
  private TopologyTestDriver driver;

  /** The feature log: an event's offset is its place. */
  private final List<ScoredEvent> logged = new ArrayList<>();

  @BeforeEach
  void open() {
    open(Pipelines.twoEntities());
  }

  private void open(Pipeline opened) {
    pipeline = opened;
    topics = new PipelineTopics(pipeline);
    registry = new SimpleMeterRegistry();
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.learningApplication());
    driver = new TopologyTestDriver(topology(), settings);
  }

  private Topology topology() {
    return LearningTopology.of(
        pipeline,
        new PipelineMeters(registry, pipeline.name()),
        LabelJoinStage.PER_SECOND,
        partition -> (id, offset) -> logged.get((int) offset),
        () -> source -> true);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void everyNodeStoreAndInternalTopicHasANameThatStaysWhenTheTopologyGrows() {
    assertThat(topology().describe().toString())
        .doesNotContain("KSTREAM-", "KTABLE-")
        .contains("labels-by-event-repartition", "join-entries", "join-due", "join-clock");
  }

  @Test
  void aLabelThatComesInTimeTeachesAndIsToldToTheEntity() {
    scored("e1", NOON);
    label("e1", true, NOON + DAY);
    Example lesson = theLesson();
    assertThat(lesson.eventId()).isEqualTo("e1");
    assertThat(lesson.positive()).isTrue();
    assertThat(lesson.assumed()).isFalse();
    assertThat(lesson.version()).isEqualTo(41);
    assertThat(told()).containsExactly(Outcome.LEARNT_FROM_LABEL);
    LabelFact fact = feedback().readValue();
    assertThat(fact.ref()).isEqualTo(new EntityRef("corner", 0));
    assertThat(fact.positive()).isTrue();
    assertThat(registry.get("millrace.examples").tag("source", "label").counter().count())
        .isEqualTo(1);
  }

  @Test
  void silenceUntilTheHorizonTeachesNegativeOnceTheClockIsThere() {
    scored("e1", NOON);
    tick(NOON + 7 * DAY - 1);
    assertThat(log().isEmpty()).isTrue();
    tick(NOON + 7 * DAY);
    Example lesson = theLesson();
    assertThat(lesson.positive()).isFalse();
    assertThat(lesson.assumed()).isTrue();
    assertThat(told()).containsExactly(Outcome.LEARNT_ASSUMED);
  }

  @Test
  void anEarlyLabelWaitsForItsEvent() {
    label("e1", false, NOON + DAY);
    assertThat(told()).containsExactly(Outcome.WAITING_EARLY);
    scored("e1", NOON);
    assertThat(theLesson().positive()).isFalse();
    assertThat(told()).containsExactly(Outcome.LEARNT_FROM_LABEL);
  }

  @Test
  void aLabelThatComesTooLateTeachesNothingButCorrectsTheEntity() {
    scored("e1", NOON);
    tick(NOON + 8 * DAY);
    theLesson();
    feedback().readValuesToList();
    label("e1", true, NOON + 9 * DAY);
    assertThat(log().isEmpty()).isTrue();
    assertThat(told()).containsExactly(Outcome.LEARNT_ASSUMED, Outcome.LATE);
    assertThat(feedback().readValue().correction()).isTrue();
  }

  @Test
  void aSecondLabelIsADuplicateOrContradicts() {
    scored("e1", NOON);
    label("e1", true, NOON + DAY);
    label("e1", true, NOON + 2 * DAY);
    label("e1", false, NOON + 2 * DAY);
    assertThat(told())
        .containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.DUPLICATE, Outcome.CONTRADICTING);
    assertThat(log().readValuesToList()).hasSize(1);
  }

  @Test
  void aLabelWhoseEventNeverComesIsAnOrphan() {
    label("nobody", true, NOON);
    tick(NOON + 30 * DAY);
    assertThat(told()).containsExactly(Outcome.WAITING_EARLY, Outcome.ORPHAN);
  }

  @Test
  void aSecondScoreOfAnIdChangesNothing() {
    scored("e1", NOON);
    scored("e1", NOON);
    label("e1", true, NOON + DAY);
    assertThat(told()).containsExactly(Outcome.DUPLICATE_SCORE, Outcome.LEARNT_FROM_LABEL);
    assertThat(log().readValuesToList()).hasSize(1);
  }

  @Test
  void aHeldLabelTeachesWhenTheClockReachesIt() {
    scored("e1", NOON);
    heldLabel("e1", true, NOON + DAY);
    assertThat(log().isEmpty()).isTrue();
    tick(NOON + DAY);
    assertThat(theLesson().knownAt()).isEqualTo(NOON + DAY);
  }

  @Test
  void lessonsOfATickComeInTheOrderOfTheirTimes() {
    scored("e3", NOON + 2);
    scored("e1", NOON);
    scored("e2", NOON + 1);
    heldLabel("e3", true, NOON + DAY);
    heldLabel("e2", true, NOON + DAY);
    tick(NOON + 8 * DAY);
    assertThat(log().readValuesToList())
        .extracting(record -> ((LogRecord.Lesson) record).example().eventId())
        .containsExactly("e2", "e3", "e1");
  }

  @Test
  void everyTickIsAnsweredWhenWhatItMadeDueIsDone() {
    tick(NOON);
    tick(NOON);
    assertThat(reached()).containsExactly(NOON, NOON);
  }

  @Test
  void aTickThatMakesMuchDueIsWorkedOffInParts() {
    int events = 4_500;
    for (int i = 0; i < events; i++) scored("e" + i, NOON + i);
    tick(NOON + 8 * DAY);
    assertThat(log().readValuesToList()).hasSize(2_000);
    assertThat(outcomes().readValuesToList()).hasSize(2_000);
    driver.advanceWallClockTime(Duration.ofMillis(20));
    driver.advanceWallClockTime(Duration.ofMillis(20));
    assertThat(log().readValuesToList()).hasSize(2_500);
    assertThat(outcomes().readValuesToList())
        .hasSize(2_501)
        .last()
        .isEqualTo(new OutcomeEntry.ClockReached(NOON + 8 * DAY, 0, 1));
  }

  @Test
  void anEventOutOfTheSampleIsFetchedIfItTurnsOutPositive() {
    driver.close();
    pipeline = Pipelines.sampled(0.0001);
    open(pipeline);
    scored("e1", NOON);
    scored("e2", NOON);
    label("e2", true, NOON + DAY);
    assertThat(theLesson().eventId()).isEqualTo("e2");
    tick(NOON + 7 * DAY);
    assertThat(log().isEmpty()).isTrue();
    assertThat(told()).containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.SAMPLED_OUT_ASSUMED);
    assertThat(feedback().readValuesToList()).hasSize(2);
  }

  @Test
  void aLabelOfAChannelThatIsBelievedMoreCorrectsTheEntity() {
    driver.close();
    open(Pipelines.withChannels());
    scored("e1", NOON);
    byte[] json =
        "{\"id\":\"e1\",\"returned\":%d,\"at\":%d,\"by\":\"%s\"}"
            .formatted(0, NOON + DAY, "desk")
            .getBytes(UTF_8);
    labels().pipeInput(null, json, NOON + DAY);
    byte[] other =
        new String(json, UTF_8).replace("desk", "bank").replace(":0,", ":1,").getBytes(UTF_8);
    labels().pipeInput(null, other, NOON + DAY);
    byte[] unknown = new String(json, UTF_8).replace("desk", "cook").getBytes(UTF_8);
    labels().pipeInput(null, unknown, NOON + DAY);
    assertThat(told()).containsExactly(Outcome.LEARNT_FROM_LABEL, Outcome.CORRECTED);
    assertThat(feedback().readValuesToList())
        .extracting(LabelFact::positive, LabelFact::correction)
        .containsExactly(tuple(false, false), tuple(true, true));
    assertThat(output(topics.dlq()).readRecord().value()).isEqualTo(unknown);
    assertThat(registry.get("millrace.label.delay").tag("channel", "desk").timer().count())
        .isEqualTo(1);
  }

  /** A file that came back to fewer channels finds labels that were read by the one before. */
  @Test
  void aLabelOfAChannelThatTheFileDoesNotNameTeachesAsAnyOther() {
    driver.close();
    open(Pipelines.withChannels());
    scored("e1", NOON);
    driver
        .createInputTopic(
            topics.learningApplication() + "-labels-by-event-repartition",
            Codecs.TEXT.serializer(),
            Codecs.LABEL.serializer())
        .pipeInput("e1", new ArrivedLabel(new Label("e1", true, NOON + DAY, 6, 2), false));
    assertThat(theLesson().positive()).isTrue();
    assertThat(registry.get("millrace.label.delay").tag("channel", "#2").timer().count())
        .isEqualTo(1);
  }

  @Test
  void anEventMayTeachBeforeItsLabelIsKnown() {
    driver.close();
    open(Pipelines.negativeAfter("1d"));
    scored("e1", NOON);
    tick(NOON + DAY);
    label("e1", true, NOON + 2 * DAY);
    assertThat(log().readValuesToList())
        .extracting(record -> ((LogRecord.Lesson) record).example())
        .extracting(Example::positive, Example::weight, Example::lesson, Example::reverses)
        .containsExactly(tuple(false, 0f, 1f, 0f), tuple(true, 1f, 1f, 1f));
    assertThat(registry.get("millrace.examples").tag("source", "reversal").counter().count())
        .isEqualTo(1);
  }

  @Test
  void aPoisonLabelGoesToTheDeadLettersAndTheStreamGoesOn() {
    byte[] poison = "{\"id\":\"e1\",\"returned\":\"perhaps\"}".getBytes(UTF_8);
    labels().pipeInput(null, poison, NOON);
    scored("e1", NOON);
    label("e1", true, NOON + DAY);
    TestRecord<byte[], byte[]> dead = output(topics.dlq()).readRecord();
    assertThat(dead.value()).isEqualTo(poison);
    assertThat(new String(dead.headers().lastHeader(DeadLetter.REASON).value(), UTF_8))
        .isEqualTo("unknown_value");
    assertThat(new String(dead.headers().lastHeader(DeadLetter.STAGE).value(), UTF_8))
        .isEqualTo("labels");
    theLesson();
  }

  @Test
  void aStreamThatGoesOnLeavesNothingOfWhatIsForgotten() {
    for (int time = 0; time < 3; time++) {
      long at = NOON + 400 * time * DAY;
      for (int i = 0; i < 50; i++) scored(time + "-" + i, at + i);
      for (int i = 0; i < 10; i++) label(time + "-" + i, true, at + DAY);
      label(time + "-0", false, at + DAY);
      heldLabel(time + "-10", true, at + 2 * DAY);
      heldLabel(time + "-11", true, at + 3 * DAY);
      label(time + "-never scored", true, at + 3 * DAY);
      scored(time + "-1", at);
      tick(at + 8 * DAY);
      label(time + "-20", true, at + 9 * DAY);
      assertThat(count("join-entries")).isEqualTo(51);
      assertThat(count("join-due")).isEqualTo(51);
    }
    tick(NOON + 840 * DAY);
    assertThat(count("join-entries")).isZero();
    assertThat(count("join-due")).isZero();
  }

  private long count(String store) {
    long count = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) count++;
    }
    return count;
  }

  private void scored(String id, long at) {
    float[] values = new float[pipeline.features().size()];
    Arrays.fill(values, Float.NaN);
    ScoredEvent event =
        new ScoredEvent(
            id,
            at,
            values,
            List.of("red"),
            new double[] {0.25},
            0.5,
            VERSION.offset(),
            List.of(new EntityRef("anna", 1), new EntityRef("corner", 0)),
            0);
    logged.add(event);
    Topic<String, ScoredRecord> topic = topics.featureLog();
    driver
        .createInputTopic(topic.name(), topic.keys().serializer(), topic.values().serializer())
        .pipeInput(id, new ScoredRecord(event, VERSION, pipeline.features().fingerprint()));
  }

  private void label(String id, boolean positive, long knownAt) {
    labels().pipeInput(null, json(id, positive, knownAt), knownAt);
  }

  private void heldLabel(String id, boolean positive, long knownAt) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(PipelineTopics.HOLD_HEADER, new byte[] {1});
    labels().pipeInput(new TestRecord<>(null, json(id, positive, knownAt), headers, knownAt));
  }

  private static byte[] json(String id, boolean positive, long at) {
    return "{\"id\":\"%s\",\"returned\":%d,\"at\":%d}"
        .formatted(id, positive ? 1 : 0, at)
        .getBytes(UTF_8);
  }

  private void tick(long watermark) {
    Topic<String, Long> topic = topics.clock();
    driver
        .createInputTopic(topic.name(), topic.keys().serializer(), topic.values().serializer())
        .pipeInput(null, watermark);
  }

  private Example theLesson() {
    List<LogRecord> lessons = log().readValuesToList();
    assertThat(lessons).hasSize(1);
    LogRecord.Lesson lesson = (LogRecord.Lesson) lessons.get(0);
    assertThat(lesson.featureSet()).isEqualTo(pipeline.features().fingerprint());
    return lesson.example();
  }

  private List<Outcome> told() {
    return outcomes().readValuesToList().stream()
        .filter(OutcomeEntry.Told.class::isInstance)
        .map(entry -> ((OutcomeEntry.Told) entry).outcome().outcome())
        .toList();
  }

  private List<Long> reached() {
    return outcomes().readValuesToList().stream()
        .filter(OutcomeEntry.ClockReached.class::isInstance)
        .map(entry -> ((OutcomeEntry.ClockReached) entry).at())
        .toList();
  }

  private TestInputTopic<byte[], byte[]> labels() {
    Topic<byte[], byte[]> topic = topics.labels();
    return driver.createInputTopic(
        topic.name(), topic.keys().serializer(), topic.values().serializer());
  }

  private TestOutputTopic<String, LogRecord> log() {
    return output(topics.trainingLog());
  }

  private TestOutputTopic<String, OutcomeEntry> outcomes() {
    return output(topics.outcomes());
  }

  private TestOutputTopic<String, LabelFact> feedback() {
    return output(topics.feedback(1));
  }

  private <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.keys().deserializer(), topic.values().deserializer());
  }
}
