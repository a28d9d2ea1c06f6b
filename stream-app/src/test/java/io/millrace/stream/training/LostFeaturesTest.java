package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of features that were not found, the audit")
class LostFeaturesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static EmbeddedKafka broker;
  private static Classroom classroom;

  /** Where the event that is still there stands; what came before it is deleted. */
  private static RecordMetadata held;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    classroom = Classroom.configured(broker, "trimmed");
    Topic<String, ScoredRecord> log = classroom.topics.featureLog();
    try (Admin admin = Admin.create(classroom.client);
        KafkaProducer<String, ScoredRecord> producer =
            Clients.writer(classroom.client, log, Map.of())) {
      // The same id, and so the same partition.
      for (int i = 0; i < 3; i++) {
        held = producer.send(new ProducerRecord<>(log.name(), "kept", scored())).get();
      }
      TopicPartition home = new TopicPartition(log.name(), held.partition());
      admin.deleteRecords(Map.of(home, RecordsToDelete.beforeOffset(2))).all().get();
    }
  }

  @AfterAll
  static void stop() {
    classroom.close();
    broker.close();
  }

  private static ScoredRecord scored() {
    ModelVersion version = new ModelVersion(classroom.prepared.log(), 1, 0);
    ScoredEvent event =
        new ScoredEvent(
            "kept",
            1,
            Classroom.values(10, "FR"),
            List.of("FR"),
            new double[] {0.5},
            0.5,
            version.offset(),
            Arrays.asList(null, null),
            0);
    long featureSet = classroom.topics.pipeline().features().fingerprint();
    return new ScoredRecord(event, version, featureSet);
  }

  private static String missing(String id, Optional<Instant> at) {
    return new Audit(classroom.client, classroom.topics, classroom.prepared)
        .of(id, at, Progress.NONE)
        .missing()
        .orElse("");
  }

  @Test
  void saysThatTheSearchBeganTooLateAlsoWhereSomeWereDeleted() {
    Instant at = Instant.now().plus(HOUR);
    assertThat(missing("kept", Optional.of(at)))
        .isEqualTo(
            "event kept is not in trimmed-g1-features after "
                + at.minus(Duration.ofMinutes(10))
                + "; its partition "
                + held.partition()
                + " holds what was scored since "
                + Instant.ofEpochMilli(held.timestamp())
                + ": try without --at");
    assertThat(missing("kept", Optional.empty())).doesNotContain("is not in trimmed-g1-features");
  }

  @Test
  void saysWhatWasDeletedWhereTheSearchSawAllThatIsHeld() {
    Held home = Held.of(classroom.client, classroom.topics.featureLog(), held.partition());
    assertThat(home.begin()).isEqualTo(2);
    int partitions = classroom.prepared.partitionsOf(classroom.topics.featureLog().name());
    LostFeatures lost = new LostFeatures(classroom.client, classroom.topics, partitions);
    Instant before = Instant.ofEpochMilli(held.timestamp()).minus(HOUR);
    assertThat(lost.of("kept", Optional.empty(), Optional.of(before)))
        .isEqualTo(lost.of("kept", Optional.empty(), Optional.empty()))
        .startsWith(
            "event kept is not in trimmed-g1-features: of its partition "
                + held.partition()
                + ", offsets 0 to 1 were deleted, it holds what was scored since ");
  }
}
