package io.millrace.stream.training;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import java.util.Map;

/**
 * The model of a pipeline that scores as it was at a place of its training log: the newest snapshot
 * up to there is restored, and the log after it learnt.
 *
 * @param pipeline whose settings were in force there
 */
public record PastModel(ModelVersion version, Pipeline pipeline, Replica replica) {
  /** What {@link Replica#importance} is measured over; snapshots do not hold it. */
  private static final long RECENT = 1_000;

  /**
   * At the end of the log, with the last examples that importance is measured over where the log
   * still has them.
   *
   * @param log topic id of the training log
   * @throws IllegalStateException saying why this release cannot bring that version back
   */
  public static PastModel atEnd(
      Map<String, Object> client, PipelineTopics topics, String log, Progress progress) {
    long end = new TrainingLog(client, topics).lastOffset();
    LogTopics then =
        new Commands(client, topics)
            .inForce(log)
            .map(settings -> PastPipeline.of(topics, settings))
            .orElse(topics);
    return of(new Replay(client, then, log).toWithRecent(end, RECENT, progress), then);
  }

  /**
   * After the record at {@code offset}.
   *
   * @param log topic id of the training log
   * @throws IllegalStateException saying why this release cannot bring that version back
   */
  public static PastModel at(
      Map<String, Object> client,
      PipelineTopics topics,
      String log,
      long offset,
      Progress progress) {
    Snapshots snapshots = new Snapshots(client, topics, log);
    LogTopics then =
        new TrainingLog(client, topics)
            .history(snapshots, offset)
            .inForce()
            .map(settings -> PastPipeline.of(topics, settings))
            .orElse(topics);
    return of(new Replay(client, then, log).to(offset, progress), then);
  }

  private static PastModel of(Replay.Past past, LogTopics then) {
    Pupil pupil = past.pupil();
    return new PastModel(pupil.version(), (Pipeline) then.pipeline(), pupil.replica());
  }
}
