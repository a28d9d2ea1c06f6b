package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Lesson;
import io.millrace.stream.topic.PipelineTopics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A replica and the version it is: applies the records of the log one by one and knows the offset
 * of the last. Not thread-safe.
 */
final class Pupil {
  private final PipelineTopics topics;
  private final long featureSet;
  private final Replica replica;
  private final LogHistory history;
  private ModelVersion version;
  private List<Difference> differences;

  private Pupil(PipelineTopics topics, ModelVersion version, LogHistory history) {
    Pipeline pipeline = topics.pipeline();
    this.topics = topics;
    this.version = version;
    featureSet = pipeline.features().fingerprint();
    replica = Replica.of(pipeline);
    this.history = history;
    differences = compare();
  }

  /** One that has learnt nothing. */
  static Pupil fresh(PipelineTopics topics, String log) {
    return new Pupil(
        topics, new ModelVersion(log, topics.pipeline().generation(), -1), new LogHistory());
  }

  /**
   * One that goes on where a snapshot was taken.
   *
   * @param history of the log up to that version
   * @throws IllegalArgumentException when its bytes are not those of such a replica
   */
  static Pupil restored(
      PipelineTopics topics, ModelVersion version, byte[] bytes, LogHistory history) {
    Pupil pupil = new Pupil(topics, version, history);
    pupil.replica.read(new StateReader(bytes));
    return pupil;
  }

  /** Another one of the same bits, that goes its own way from here. */
  Pupil twin() {
    return restored(topics, version, copy().bytes(), history.copy());
  }

  Replica replica() {
    return replica;
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
    if (record instanceof Lesson lesson) {
      requireFeatureSet(lesson, offset);
      replica.learn(lesson.example());
      return true;
    }
    if (!history.note(record, offset)) return false;
    if (record instanceof Commanded commanded) obey(commanded.command().action());
    differences = compare();
    return false;
  }

  private void obey(Command.Action action) {
    if (action instanceof Command.OverrideThreshold threshold) {
      replica.overrideThreshold(threshold.value());
    } else if (action instanceof Command.ReleaseThreshold) {
      replica.releaseThreshold();
    }
  }

  private void requireFeatureSet(Lesson lesson, long offset) {
    if (lesson.featureSet() == featureSet || history.hasFeatureSet(lesson.featureSet())) return;
    throw new LogRefusedException(
        topics.trainingLog().name()
            + " at offset "
            + offset
            + ": an example of the feature set "
            + Long.toHexString(lesson.featureSet())
            + ", expected "
            + Long.toHexString(featureSet)
            + "; another pipeline file writes to this log: stop that instance, or set a new "
            + "`generation:`",
        List.of());
  }

  /** Room for the replica's bytes. */
  StateWriter newState() {
    return replica.newState();
  }

  Copy copy() {
    StateWriter state = newState();
    replica.write(state);
    return new Copy(
        version,
        replica.examples(),
        state.toBytes(),
        history.inForce().orElseGet(() -> TrainingLog.expected(topics.pipeline())),
        history.entries());
  }
}
