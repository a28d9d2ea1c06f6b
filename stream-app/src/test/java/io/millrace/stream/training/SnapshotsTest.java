package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Example;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.SnapshotPart;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Snapshots")
class SnapshotsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static EmbeddedKafka broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Learns the log up to an offset and writes the snapshot of it. */
  private static Copy snapshot(Classroom classroom, long offset) {
    Copy copy =
        new Replay(classroom.client, classroom.topics, classroom.prepared.log())
            .fresh(offset, Progress.NONE)
            .pupil()
            .copy();
    write(classroom, copy);
    return copy;
  }

  private static void write(Classroom classroom, Copy copy) {
    try (SnapshotWriter writer = new SnapshotWriter(classroom.client, classroom.topics, "test")) {
      writer.write(copy, 1_000);
    }
    classroom.settle(classroom.topics.snapshots().name());
  }

  private static void overwrite(Classroom classroom, long offset, int chunk, byte[] value) {
    try (KafkaProducer<SnapshotPart, byte[]> vandal =
        Clients.transactional(classroom.client, classroom.topics.snapshots(), "vandal")) {
      vandal.initTransactions();
      vandal.beginTransaction();
      vandal.send(
          new ProducerRecord<>(
              classroom.topics.snapshots().name(), 0, new SnapshotPart(1, offset, chunk), value));
      vandal.commitTransaction();
    }
    classroom.settle(classroom.topics.snapshots().name());
  }

  /** A snapshot's chunk is overwritten and its manifest written again after it. */
  private static void damage(Classroom classroom, Copy copy) {
    byte[] damaged = copy.bytes().clone();
    damaged[damaged.length / 2] ^= 1;
    write(classroom, copy);
    overwrite(classroom, copy.version().offset(), 0, damaged);
    Snapshot snapshot = find(classroom, copy.version());
    overwrite(
        classroom,
        copy.version().offset(),
        SnapshotPart.MANIFEST,
        Codecs.MANIFEST.serializer().serialize("", snapshot.manifest()));
  }

  private static Snapshot find(Classroom classroom, ModelVersion version) {
    return classroom.snapshots().list().stream()
        .filter(snapshot -> snapshot.version().equals(version))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areListedOldestFirstAndGiveBackTheirBytes() {
    try (Classroom classroom = Classroom.configured(broker, "listed")) {
      classroom.teach(Classroom.examples(1, 30));
      Copy later = snapshot(classroom, 21);
      Copy earlier = snapshot(classroom, 11);

      List<Snapshot> snapshots = classroom.snapshots().list();
      assertThat(snapshots)
          .extracting(Snapshot::version)
          .containsExactly(earlier.version(), later.version());
      assertThat(snapshots.get(0).manifest().examples()).isEqualTo(10);
      assertThat(classroom.snapshots().load(snapshots.get(0))).isEqualTo(earlier.bytes());
      assertThat(classroom.snapshots().load(snapshots.get(1))).isEqualTo(later.bytes());
    }
  }

  /** What importance is measured over is no part of a snapshot. */
  @Test
  void areRestoredFromAnOlderOneWhereTheLastExamplesAreAskedFor() {
    try (Classroom classroom = Classroom.configured(broker, "recent")) {
      classroom.teach(Classroom.examples(1, 30));
      snapshot(classroom, 21);
      snapshot(classroom, 30);
      Replay replay = new Replay(classroom.client, classroom.topics, classroom.prepared.log());
      Replay.Past newest = replay.to(30, Progress.NONE);
      Replay.Past older = replay.toWithRecent(30, 5, Progress.NONE);
      Replay.Past oldest = replay.toWithRecent(30, 1_000, Progress.NONE);

      assertThat(newest.pupil().replica().importance()).containsOnly(Double.NaN);
      assertThat(older.replayed()).isEqualTo(9);
      assertThat(oldest.replayed()).isEqualTo(29);
      assertThat(oldest.pupil().replica().importance()).doesNotContain(Double.NaN);
      assertThat(oldest.pupil().replica().digest()).isEqualTo(newest.pupil().replica().digest());
    }
  }

  @Test
  void ofSeveralChunksAreReadInOrder() {
    try (Classroom classroom = Classroom.configured(broker, "chunks")) {
      byte[] bytes = new byte[2 * SnapshotWriter.CHUNK_BYTES + 17];
      new Random(3).nextBytes(bytes);
      ModelVersion version = new ModelVersion(classroom.prepared.log(), 1, 5);
      write(classroom, classroom.copy(version, 4, bytes));

      Snapshot snapshot = find(classroom, version);
      assertThat(snapshot.manifest().chunks()).isEqualTo(3);
      assertThat(classroom.snapshots().load(snapshot)).isEqualTo(bytes);
    }
  }

  @Test
  void writtenTwiceAreOne() {
    try (Classroom classroom = Classroom.configured(broker, "double")) {
      classroom.teach(Classroom.examples(2, 30));
      Copy copy = snapshot(classroom, 21);
      write(classroom, copy);
      assertThat(classroom.snapshots().list()).hasSize(1);
      assertThat(classroom.snapshots().load(find(classroom, copy.version())))
          .isEqualTo(copy.bytes());
    }
  }

  @Test
  void ofAnotherLogAreNotSeen() {
    try (Classroom classroom = Classroom.configured(broker, "other")) {
      write(classroom, classroom.copy(new ModelVersion("an-older-topic", 1, 5), 4, new byte[10]));
      assertThat(classroom.snapshots().list()).isEmpty();
    }
  }

  @Test
  void areVerifiedByReplayingTheLog() {
    try (Classroom classroom = Classroom.configured(broker, "verified")) {
      classroom.teach(Classroom.examples(3, 300));
      Copy copy = snapshot(classroom, 251);
      SnapshotVerifier verifier =
          new SnapshotVerifier(classroom.client, classroom.topics, classroom.prepared.log());
      SnapshotVerifier.Verdict verdict =
          verifier.verify(find(classroom, copy.version()), true, Progress.NONE);
      assertThat(verdict.problem()).isEmpty();
      assertThat(verdict.replayed()).isEqualTo(250);
    }
  }

  @Test
  void ofAStateThatTheLogDoesNotTeachAreFoundOut() {
    try (Classroom classroom = Classroom.configured(broker, "forged")) {
      classroom.teach(Classroom.examples(4, 300));
      Copy shorter = snapshot(classroom, 101);
      ModelVersion claimed = new ModelVersion(classroom.prepared.log(), 1, 251);
      write(classroom, classroom.copy(claimed, 250, shorter.bytes()));
      SnapshotVerifier verifier =
          new SnapshotVerifier(classroom.client, classroom.topics, classroom.prepared.log());

      Snapshot forged = find(classroom, claimed);
      assertThat(verifier.verify(forged, false, Progress.NONE).good()).isTrue();
      assertThat(verifier.verify(forged, true, Progress.NONE).problem().orElseThrow())
          .contains("learnt from the log, has digest");
    }
  }

  @Test
  void thatAreDamagedAreRefusedAndAnOlderOneServes() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "damaged")) {
      List<Example> examples = Classroom.examples(5, 300);
      classroom.teach(examples);
      Copy good = snapshot(classroom, 101);
      Copy bad = snapshot(classroom, 201);
      damage(classroom, bad);

      Snapshot damaged = find(classroom, bad.version());
      assertThatThrownBy(() -> classroom.snapshots().load(damaged))
          .isInstanceOf(SnapshotDamagedException.class)
          .hasMessageContaining("expected " + bad.bytes().length + " of ");
      SnapshotVerifier verifier =
          new SnapshotVerifier(classroom.client, classroom.topics, classroom.prepared.log());
      assertThat(verifier.verify(damaged, false, Progress.NONE).good()).isFalse();

      Restoring restoring = new Restoring(classroom.topics, classroom.snapshots());
      assertThat(restoring.newest(-1, 1_000).orElseThrow().snapshot().version())
          .isEqualTo(good.version());
      try (ReplicaReader student = classroom.student("a", 1_000_000)) {
        assertThat(student.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(student.digest().sha256()).isEqualTo(classroom.digestOf(examples));
      }
    }
  }

  @Test
  void thatMissAChunkAreRefused() {
    try (Classroom classroom = Classroom.configured(broker, "missing")) {
      classroom.teach(Classroom.examples(6, 30));
      Copy copy = snapshot(classroom, 21);
      Snapshot snapshot = find(classroom, copy.version());
      overwrite(classroom, 21, 0, null);
      overwrite(
          classroom,
          21,
          SnapshotPart.MANIFEST,
          Codecs.MANIFEST.serializer().serialize("", snapshot.manifest()));
      Snapshot broken = find(classroom, copy.version());
      assertThatThrownBy(() -> classroom.snapshots().load(broken))
          .hasMessageContaining("has 0 chunks, expected 1");
    }
  }

  @Test
  void thatWereDeletedAreGone() {
    try (Classroom classroom = Classroom.configured(broker, "deleted")) {
      classroom.teach(Classroom.examples(7, 30));
      snapshot(classroom, 11);
      Copy kept = snapshot(classroom, 21);
      try (SnapshotWriter writer = new SnapshotWriter(classroom.client, classroom.topics, "test")) {
        writer.delete(classroom.snapshots().list().subList(0, 1));
      }
      classroom.settle(classroom.topics.snapshots().name());
      assertThat(classroom.snapshots().list())
          .extracting(Snapshot::version)
          .containsExactly(kept.version());
    }
  }

  @Test
  void areThinnedAsNewerOnesAreWritten() throws Exception {
    try (Classroom classroom = Classroom.configured(broker, "thinned")) {
      try (ReplicaReader student = classroom.student("a", 10)) {
        for (int lesson = 1; lesson <= 6; lesson++) {
          classroom.teach(Classroom.examples(lesson, 10));
          long learnt = 10L * lesson;
          await().atMost(PATIENCE).until(() -> student.examples() == learnt);
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      classroom.snapshots().list().stream()
                          .anyMatch(snapshot -> snapshot.manifest().examples() == learnt));
        }
      }
      classroom.settle(classroom.topics.snapshots().name());
      assertThat(classroom.snapshots().list())
          .extracting(snapshot -> snapshot.manifest().examples())
          .containsExactly(40L, 50L, 60L);
    }
  }

  @Test
  void ofAVersionThatTheLogNeverHadCannotBeReplayed() {
    try (Classroom classroom = Classroom.configured(broker, "never")) {
      classroom.teach(Classroom.examples(8, 3));
      Replay replay = new Replay(classroom.client, classroom.topics, classroom.prepared.log());
      // 5 is the marker
      assertThatThrownBy(() -> replay.to(5, Progress.NONE))
          .hasMessageContaining("has no committed record at offset 5")
          .hasMessageContaining("the last one before it is at 4");
    }
  }
}
