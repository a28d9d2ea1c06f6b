package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.Difference;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A replica and the version it is: applies the records of the log one by one and knows the offset
 * of the last. Not thread-safe.
 */
final class Pupil {
  private final LogTopics topics;
  private final Taught taught;
  private final LogHistory history;
  private final StartParts parts = new StartParts();
  private ModelVersion version;
  private List<Difference> differences;

  private Pupil(LogTopics topics, ModelVersion version, LogHistory history) {
    this.topics = topics;
    this.version = version;
    taught = Taught.of(topics);
    this.history = history;
    differences = compare();
  }

  /** One that has learnt nothing. */
  static Pupil fresh(LogTopics topics, String log) {
    return new Pupil(
        topics, new ModelVersion(log, topics.pipeline().generation(), -1), new LogHistory());
  }

  /**
   * One that goes on where a snapshot was taken.
   *
   * @param history of the log up to that version
   * @throws IllegalArgumentException when its bytes are not those of such a replica
   */
  static Pupil restored(LogTopics topics, ModelVersion version, byte[] bytes, LogHistory history) {
    Pupil pupil = new Pupil(topics, version, history);
    pupil.taught.read(new StateReader(bytes));
    return pupil;
  }

  /** Another one of the same bits, that goes its own way from here. */
  Pupil twin() {
    return restored(topics, version, copy().bytes(), history.copy());
  }

  /** How many lessons it has learnt. */
  long lessons() {
    return taught.lessons();
  }

  /**
   * The model.
   *
   * @throws IllegalStateException when it is of another kind
   */
  <M> M model(Class<M> kind) {
    if (kind.isInstance(taught.model())) return kind.cast(taught.model());
    throw new IllegalStateException(
        topics.pipeline().name()
            + " learns a "
            + taught.model().getClass().getSimpleName()
            + ", asked for a "
            + kind.getSimpleName());
  }

  /** What watches the model's quality; empty where nothing does. */
  Optional<QualityDrift> quality() {
    return taught.quality();
  }

  /** How many lessons are applied under one lock at most. */
  int batch() {
    return taught.batch();
  }

  void write(StateWriter out) {
    taught.write(out);
  }

  /** The model of a pipeline that scores. */
  Replica replica() {
    return model(Replica.class);
  }

  ModelVersion version() {
    return version;
  }

  LogHistory history() {
    return history;
  }

  /**
   * In what the pipeline file differs from the settings in force at this version. While it does,
   * this is not the model of that version, but what the log would teach under the file's settings.
   */
  List<Difference> differences() {
    return differences;
  }

  private List<Difference> compare() {
    return history
        .inForce()
        .map(configured -> TrainingLog.differences(topics.pipeline(), configured))
        .orElse(List.of());
  }

  /**
   * Applies one record of the log.
   *
   * @return whether it was an example
   * @throws LogRefusedException when it is of another feature set; nothing is applied then
   */
  boolean apply(ConsumerRecord<String, LogRecord> record) {
    boolean lesson = apply(record.value(), record.offset());
    version = new ModelVersion(version.log(), version.generation(), record.offset());
    return lesson;
  }

  private boolean apply(LogRecord record, long offset) {
    if (record.isLesson()) {
      taught.learn(record, history, offset);
      return true;
    }
    if (record instanceof LogRecord.StartPart part) {
      parts.add(part.bytes());
      return false;
    }
    Optional<byte[]> start = parts.before(record, offset);
    if (!history.note(record, offset)) return false;
    if (record instanceof Commanded commanded) {
      start.ifPresent(bytes -> taught.begin(new StateReader(bytes)));
      taught.obey(commanded.command().action());
    }
    differences = compare();
    return false;
  }

  /** Room for the replica's bytes. */
  StateWriter newState() {
    return taught.newState();
  }

  Copy copy() {
    StateWriter state = newState();
    taught.write(state);
    return new Copy(
        version,
        taught.lessons(),
        state.toBytes(),
        history.inForce().orElseGet(() -> TrainingLog.expected(topics.pipeline())),
        history.shortEntries(),
        history.older());
  }
}
