package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The audit")
class AuditTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static EmbeddedKafka broker;
  private static Classroom classroom;

  /** An answer from the middle of the log, where a snapshot is not. */
  private static Answer answer;

  private static final float[] EVENT = Classroom.values(390, "FR");

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    classroom = Classroom.configured(broker, "audited");
    classroom.teach(Classroom.examples(1, 250));
    try (ReplicaReader student = classroom.student("a", 100)) {
      await()
          .atMost(PATIENCE)
          .until(() -> student.examples() == 250 && student.lastSnapshot().isPresent());
      classroom.settle(classroom.topics.snapshots().name());
      answer = student.answer(EVENT, List.of("FR"), 3);
      classroom.teach(Classroom.examples(2, 300));
      await().atMost(PATIENCE).until(() -> student.examples() == 550);
    }
  }

  @AfterAll
  static void stop() {
    classroom.close();
    broker.close();
  }

  private static <V> void send(Topic<String, V> topic, String key, V value) {
    try (KafkaProducer<String, V> producer = Clients.writer(classroom.client, topic, Map.of())) {
      producer.send(new ProducerRecord<>(topic.name(), key, value));
    }
  }

  private static void logFeatures(String id, float[] values, double score, ModelVersion version) {
    ScoredEvent event =
        new ScoredEvent(
            id,
            1,
            values,
            List.of("FR"),
            new double[] {score},
            answer.threshold(),
            version.offset(),
            Arrays.asList(null, null),
            0);
    long featureSet = classroom.topics.pipeline().features().fingerprint();
    send(classroom.topics.featureLog(), id, new ScoredRecord(event, version, featureSet));
  }

  private static void publish(String id, double score, double contribution) throws Exception {
    publish(id, score, answer.probability(), contribution, answer.version());
  }

  private static void publish(
      String id, double score, double probability, double contribution, ModelVersion version)
      throws Exception {
    Object reasons =
        answer.reasons().stream()
            .map(
                reason ->
                    Map.of(
                        "feature", reason.feature(),
                        "value", reason.value(),
                        "contribution", reason.contribution() + contribution))
            .toList();
    Map<String, Object> json =
        Map.of(
            "event_id",
            id,
            "score",
            score,
            "probability",
            probability,
            "threshold",
            answer.threshold(),
            "decision",
            answer.raw() >= answer.threshold() ? "alert" : "pass",
            "reasons",
            reasons,
            "version",
            Map.of(
                "log", version.log(),
                "generation", version.generation(),
                "offset", version.offset()));
    send(classroom.topics.scores(), id, JSON.writeValueAsBytes(json));
  }

  private static ModelVersion earlier() {
    ModelVersion version = answer.version();
    return new ModelVersion(version.log(), version.generation(), version.offset() - 100);
  }

  private static AuditResult audit(String id) {
    return new Audit(classroom.client, classroom.topics, classroom.prepared)
        .of(id, Optional.empty(), Progress.NONE);
  }

  @Test
  void findsAScoreToBeTheSameBits() throws Exception {
    logFeatures("good", EVENT, answer.raw(), answer.version());
    publish("good", answer.raw(), 0);

    AuditResult result = audit("good");
    assertThat(result.missing()).isEmpty();
    assertThat(result.equal()).isTrue();
    assertThat(result.reasonsEqual()).isTrue();
    assertThat(result.recomputed().orElseThrow().score()).isEqualTo(answer.raw());
    assertThat(result.recomputed().orElseThrow().reasons()).contains(answer.reasons());
    assertThat(result.recomputed().orElseThrow().version()).isEqualTo(answer.version());
    // 250 examples were learnt; the snapshot is of 100 or 200 of them.
    assertThat(result.snapshot()).isPresent();
    assertThat(result.replayed()).isIn(50L, 150L);
  }

  @Test
  void needsNoScoresTopicToProveTheScore() {
    logFeatures("unpublished", EVENT, answer.raw(), answer.version());
    AuditResult result = audit("unpublished");
    assertThat(result.equal()).isTrue();
    assertThat(result.published()).isEmpty();
    assertThat(result.missing())
        .contains("the score of unpublished is not in audited-scores any more");
  }

  @Test
  void detectsFeaturesThatWereChangedAfterwards() throws Exception {
    logFeatures("features", Classroom.values(10, "FR"), answer.raw(), answer.version());
    publish("features", answer.raw(), 0);
    assertThat(audit("features").scoreEqual()).isFalse();
    assertThat(audit("features").equal()).isFalse();
  }

  @Test
  void detectsAPublishedScoreThatIsOffByTheLastBit() throws Exception {
    logFeatures("score", EVENT, answer.raw(), answer.version());
    publish("score", Math.nextUp(answer.raw()), 0);
    assertThat(audit("score").scoreEqual()).isFalse();
    assertThat(audit("score").thresholdEqual()).isTrue();
  }

  @Test
  void detectsAPublishedProbabilityThatIsOffByTheLastBit() throws Exception {
    logFeatures("probable", EVENT, answer.raw(), answer.version());
    publish("probable", answer.raw(), Math.nextUp(answer.probability()), 0, answer.version());
    assertThat(audit("probable").scoreEqual()).isTrue();
    assertThat(audit("probable").probabilityEqual()).isFalse();
    assertThat(audit("probable").equal()).isFalse();
  }

  @Test
  void detectsAPublishedScoreOfAVersionThatNeverScoredTheEvent() throws Exception {
    logFeatures("forged", EVENT, answer.raw(), answer.version());
    publish("forged", answer.raw(), answer.probability(), 0, earlier());
    AuditResult result = audit("forged");
    assertThat(result.published().orElseThrow().version()).isEqualTo(earlier());
    assertThat(result.scoreEqual()).isTrue();
    assertThat(result.versionEqual()).isFalse();
    assertThat(result.equal()).isFalse();
  }

  @Test
  void doesNotTakeTheScoreOfARepeatForTheFirst() throws Exception {
    logFeatures("twice", EVENT, answer.raw(), answer.version());
    logFeatures("twice", EVENT, 0.5, earlier());
    publish("twice", 0.5, 0.5, 0, earlier());
    AuditResult result = audit("twice");
    assertThat(result.published()).isEmpty();
    assertThat(result.equal()).isTrue();
  }

  @Test
  void detectsReasonsThatWereNotTheModels() throws Exception {
    logFeatures("reasons", EVENT, answer.raw(), answer.version());
    publish("reasons", answer.raw(), 0.5);
    assertThat(audit("reasons").scoreEqual()).isTrue();
    assertThat(audit("reasons").reasonsEqual()).isFalse();
    assertThat(audit("reasons").equal()).isFalse();
  }

  @Test
  void detectsAVersionThatIsNotTheOneThatScored() {
    logFeatures("version", EVENT, answer.raw(), earlier());
    assertThat(audit("version").found()).isTrue();
    assertThat(audit("version").equal()).isFalse();
  }

  @Test
  void saysThatAnEventWasNeverScored() {
    AuditResult result = audit("unknown");
    assertThat(result.found()).isFalse();
    assertThat(result.equal()).isFalse();
    assertThat(result.missing().orElseThrow())
        .startsWith("event unknown is not in audited-g1-features, whose partition ")
        .endsWith(
            " has every record: it was never scored by this generation; look at the id and at"
                + " `generation:`");
  }

  @Test
  void saysThatAPublishedScoreIsOfNobody() throws Exception {
    publish("nobodys", answer.raw(), 0);
    AuditResult result = audit("nobodys");
    assertThat(result.found()).isFalse();
    assertThat(result.missing().orElseThrow())
        .startsWith("event nobodys was scored by version " + answer.version() + ", but is not in")
        .endsWith(
            " has every record: no instance of this generation made that score; or one under"
                + " `guarantee: fast` was killed before it kept the features, and the event was"
                + " scored again");
  }

  @Test
  void ofAPeriodSaysOfEachWhatTheAuditOfOneSays() throws Exception {
    Instant begin = Instant.now();
    logFeatures("all-good", EVENT, answer.raw(), answer.version());
    publish("all-good", answer.raw(), 0);
    logFeatures("all-old", EVENT, answer.raw(), earlier());
    publish("all-old", answer.raw(), answer.probability(), 0, earlier());
    logFeatures("all-off", EVENT, answer.raw(), answer.version());
    publish("all-off", Math.nextUp(answer.raw()), 0);
    publish("all-nobodys", answer.raw(), 0);
    ModelVersion marker = new ModelVersion(answer.version().log(), 1, 1_000_000);
    logFeatures("all-never", EVENT, answer.raw(), marker);
    publish("all-never", answer.raw(), answer.probability(), 0, marker);
    ModelVersion gone = new ModelVersion("older", 1, 5);
    logFeatures("all-gone", EVENT, answer.raw(), gone);
    publish("all-gone", answer.raw(), answer.probability(), 0, gone);

    for (int atATime : new int[] {1, 2, 1_000}) {
      Map<String, AuditResult> results = new TreeMap<>();
      AuditOfPeriod.Tally tally =
          AuditOfPeriod.ofScores(classroom.client, classroom.topics, classroom.prepared, atATime)
              .of(
                  Optional.of(begin),
                  Optional.empty(),
                  result -> results.put(result.eventId(), result),
                  Progress.NONE);
      results.keySet().removeIf(id -> !id.startsWith("all-"));
      assertThat(results).hasSize(6);
      for (AuditResult result : results.values()) {
        AuditResult alone = audit(result.eventId());
        assertThat(result.equal()).isEqualTo(alone.equal());
        assertThat(result.missing()).isEqualTo(alone.missing());
        assertThat(result.recomputed()).isEqualTo(alone.recomputed());
      }
      assertThat(results.values().stream().filter(AuditResult::equal))
          .extracting(AuditResult::eventId)
          .containsExactly("all-good");
      assertThat(tally.lost()).isGreaterThanOrEqualTo(3);
      assertThat(tally.different()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void saysThatTheLogOfAVersionIsGone() {
    logFeatures("gone", EVENT, answer.raw(), new ModelVersion("older", 1, 5));
    AuditResult result = audit("gone");
    assertThat(result.found()).isTrue();
    assertThat(result.missing().orElseThrow()).contains("older/1/5").contains("was deleted");
  }

  @Test
  void searchesOnlyWhatWasScoredLaterIfToldSo() {
    logFeatures("early", EVENT, answer.raw(), answer.version());
    Audit audit = new Audit(classroom.client, classroom.topics, classroom.prepared);
    Instant now = Instant.now();
    assertThat(audit.of("early", Optional.of(now), Progress.NONE).equal()).isTrue();
    assertThat(audit.of("early", Optional.of(now.plusSeconds(3600)), Progress.NONE).found())
        .isFalse();
  }
}
