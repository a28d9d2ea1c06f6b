package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Lesson;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a pipeline that scores events. */
final class TaughtReplica implements Taught {
  private static final Logger LOG = LoggerFactory.getLogger(TaughtReplica.class);

  /** At about 1 us an example, the longest that a score waits for one batch is 0.3 ms. */
  private static final int BATCH = 256;

  private final String log;
  private final long featureSet;
  private final Replica replica;

  TaughtReplica(Pipeline pipeline, String log) {
    this.log = log;
    featureSet = pipeline.features().fingerprint();
    replica = Replica.of(pipeline);
  }

  @Override
  public Replica model() {
    return replica;
  }

  @Override
  public void learn(LogRecord record, LogHistory history, long offset) {
    if (!(record instanceof Lesson lesson) || !belongs(lesson, history)) {
      throw refusal(record, offset);
    }
    replica.learn(lesson.example());
  }

  private boolean belongs(Lesson lesson, LogHistory history) {
    return lesson.featureSet() == featureSet || history.hasFeatureSet(lesson.featureSet());
  }

  private LogRefusedException refusal(LogRecord record, long offset) {
    return new LogRefusedException(
        log
            + " at offset "
            + offset
            + ": an example of "
            + (record instanceof Lesson lesson
                ? "the feature set " + Long.toHexString(lesson.featureSet())
                : "a recommend pipeline")
            + ", expected "
            + Long.toHexString(featureSet)
            + "; another pipeline file writes to this log: stop that instance, or set a new "
            + "`generation:`",
        List.of());
  }

  @Override
  public void begin(StateReader state) {
    List<String> begun = replica.begin(state);
    for (Member member : replica.members()) {
      if (!begun.contains(member.name())) {
        LOG.warn("{}: learner {} is not one that the start knows", log, member.name());
      }
    }
  }

  @Override
  public void obey(Command.Action action) {
    if (action instanceof Command.OverrideThreshold threshold) {
      replica.overrideThreshold(threshold.value());
    } else if (action instanceof Command.ReleaseThreshold) {
      replica.releaseThreshold();
    } else if (action instanceof Command.Promote promote) {
      replica.promote(promote.name(), promote.force());
    } else if (action instanceof Command.Rollback) {
      replica.rollback();
    } else if (action instanceof Command.ReleasePromotion) {
      replica.releasePromotion();
    } else if (action instanceof Command.EndReaction) {
      replica.endReaction();
    }
  }

  @Override
  public Optional<QualityDrift> quality() {
    return replica.qualityDrift();
  }

  @Override
  public long lessons() {
    return replica.examples();
  }

  @Override
  public StateWriter newState() {
    return replica.newState();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public void write(StateWriter out) {
    replica.write(out);
  }

  @Override
  public void read(StateReader in) {
    replica.read(in);
  }
}
