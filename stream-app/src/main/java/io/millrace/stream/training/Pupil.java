package io.millrace.stream.training;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogRecord.Lesson;
import io.millrace.stream.topic.PipelineTopics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A replica and the version it is: applies the records of the log one by one and knows the offset
 * of the last. Not thread-safe.
 */
final class Pupil {
  private static final int BESIDE_WEIGHTS = 1 << 16;

  private final PipelineTopics topics;
  private final long featureSet;
  private final Replica replica;
  private ModelVersion version;

  private Pupil(PipelineTopics topics, ModelVersion version) {
    Pipeline pipeline = topics.pipeline();
    this.topics = topics;
    this.version = version;
    featureSet = pipeline.features().fingerprint();
    replica = Replica.of(pipeline);
  }

  /** One that has learnt nothing. */
  static Pupil fresh(PipelineTopics topics, String log) {
    return new Pupil(topics, new ModelVersion(log, topics.pipeline().generation(), -1));
  }

  /**
   * One that goes on where a snapshot was taken.
   *
   * @throws IllegalArgumentException when its bytes are not those of such a replica
   */
  static Pupil restored(PipelineTopics topics, ModelVersion version, byte[] bytes) {
    Pupil pupil = new Pupil(topics, version);
    pupil.replica.read(new StateReader(bytes));
    return pupil;
  }

  Replica replica() {
    return replica;
  }

  ModelVersion version() {
    return version;
  }

  /**
   * Applies one record of the log.
   *
   * @return whether it was an example
   * @throws LogRefusedException when it was made under other settings; nothing is applied then
   */
  boolean apply(ConsumerRecord<String, LogRecord> record) {
    boolean lesson = apply(record.value(), record.offset());
    version = new ModelVersion(version.log(), version.generation(), record.offset());
    return lesson;
  }

  private boolean apply(LogRecord record, long offset) {
    if (record instanceof Configured configured) {
      TrainingLog.refuseDifferences(topics, configured);
      return false;
    }
    Lesson lesson = (Lesson) record;
    if (lesson.featureSet() != featureSet) {
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
    replica.learn(lesson.example());
    return true;
  }

  /** Room for the replica's bytes. */
  StateWriter newState() {
    return new StateWriter((8 << topics.pipeline().learner().hashBits()) + BESIDE_WEIGHTS);
  }

  Copy copy() {
    StateWriter state = newState();
    replica.write(state);
    return new Copy(version, replica.examples(), state.toBytes());
  }
}
