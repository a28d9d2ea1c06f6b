package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Who learns from the log, while who serves must not say what he has not learnt under settings that
 * are not this file's. Usually the model that serves is the one that learns. New settings in the
 * log that are not this file's <b>freeze</b> it just before them; when this file's are in force
 * again, a twin of it, the <b>candidate</b>, learns all that was left out, and serves once it has
 * caught up.
 *
 * <p>The reading thread's own.
 */
final class Succession {
  /** What came of a record that is no lesson. */
  enum Step {
    /** It is learnt, or left out. */
    READ_ON,

    /** It is learnt, and this file's settings are in force from this version on. */
    FIRST_VERSION,

    /** There is a candidate, which goes on from another place. */
    BEGIN_AGAIN
  }

  private final LogTopics topics;
  private final ServedModel served;

  /** What the log holds beside lessons, as far as it was read: ahead of who learns at times. */
  private LogHistory ahead = new LogHistory();

  private Optional<Pupil> candidate = Optional.empty();
  private boolean frozen;

  /** Whether the model has ever been ready: from then on it may be asked. */
  private boolean hasServed;

  Succession(LogTopics topics, ServedModel served) {
    this.topics = topics;
    this.served = served;
  }

  /** A model that has served is replaced only by one that has caught up. */
  void begin(Pupil pupil) {
    ahead = pupil.history().copy();
    frozen = false;
    candidate = hasServed ? Optional.of(pupil) : Optional.empty();
    if (!hasServed) served.replace(pupil);
  }

  /** Who learns. */
  Pupil learner() {
    return candidate.orElseGet(served::pupil);
  }

  /** Whether lessons are for the model that serves. */
  boolean servedLearns() {
    return !frozen && candidate.isEmpty();
  }

  boolean isFrozen() {
    return frozen;
  }

  /** A lesson that is not for the model that serves. */
  void lesson(ConsumerRecord<String, LogRecord> record) {
    if (!frozen) candidate.orElseThrow().apply(record);
  }

  /** A record that is no lesson. */
  Step command(ConsumerRecord<String, LogRecord> record) {
    ahead.note(record.value(), record.offset());
    List<Difference> now = differences();
    if (frozen && now.isEmpty()) {
      begin(served.pupil().twin());
      return Step.BEGIN_AGAIN;
    }
    if (hasServed && candidate.isEmpty() && !now.isEmpty()) {
      frozen = true;
    }
    return frozen ? Step.READ_ON : obey(record);
  }

  private Step obey(ConsumerRecord<String, LogRecord> record) {
    Pupil pupil = learner();
    boolean differed = pupil.history().inForce().isPresent() && !pupil.differences().isEmpty();
    if (candidate.isPresent()) pupil.apply(record);
    else served.apply(record);
    return differed && pupil.differences().isEmpty() ? Step.FIRST_VERSION : Step.READ_ON;
  }

  /** Who learns has caught up, under this file's settings. */
  void serve() {
    hasServed = true;
    candidate.ifPresent(served::replace);
    candidate = Optional.empty();
  }

  /** What the log was seen to hold beside lessons. */
  LogHistory history() {
    return ahead;
  }

  /** In what this file differs from the settings in force there. */
  List<Difference> differences() {
    return ahead
        .inForce()
        .map(configured -> TrainingLog.differences(topics.pipeline(), configured))
        .orElse(List.of());
  }
}
