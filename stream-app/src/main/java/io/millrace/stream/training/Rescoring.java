package io.millrace.stream.training;

import io.millrace.model.event.ScoredEvent;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.AuditResult.Said;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Scores stored features again, by the version that scored them, and sets both side by side. */
final class Rescoring {
  private Rescoring() {}

  /**
   * The result for one score.
   *
   * @param past the version that the feature log says scored it
   */
  static AuditResult of(
      PipelineTopics topics, ScoredRecord scored, Optional<Said> published, Replay.Past past) {
    String id = scored.event().eventId();
    Optional<String> foreign = foreignFeatures(scored, past);
    if (foreign.isPresent()) return missing(id, Optional.of(stored(scored)), foreign.get());
    int reasons = published.flatMap(Said::reasons).map(List::size).orElse(0);
    return new AuditResult(
        id,
        published.isPresent()
            ? Optional.empty()
            : Optional.of(
                "the score of " + id + " is not in " + topics.scores().name() + " any more"),
        Optional.of(stored(scored)),
        published,
        Optional.of(recomputed(scored, past.pupil(), reasons)),
        past.replayed(),
        past.from()
            .map(snapshot -> OptionalLong.of(snapshot.version().offset()))
            .orElse(OptionalLong.empty()));
  }

  /** A score that could not be made again. */
  static AuditResult missing(String id, Optional<Said> stored, String what) {
    return new AuditResult(
        id, Optional.of(what), stored, Optional.empty(), Optional.empty(), 0, OptionalLong.empty());
  }

  /** What the feature log says of a score. */
  static Said stored(ScoredRecord scored) {
    ScoredEvent event = scored.event();
    return new Said(
        scored.version(),
        event.rawScores()[0],
        event.probabilities().length == 0 ? event.rawScores()[0] : event.probabilities()[0],
        event.threshold(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<String> foreignFeatures(ScoredRecord scored, Replay.Past past) {
    long expected = past.then().pipeline().lessonFingerprint();
    if (scored.featureSet() == expected
        || past.pupil().history().hasFeatureSet(scored.featureSet())) {
      return Optional.empty();
    }
    return Optional.of(
        "event "
            + scored.event().eventId()
            + " has values of the feature set "
            + Long.toHexString(scored.featureSet())
            + ", the settings in force then make "
            + Long.toHexString(expected)
            + "; an instance with another pipeline file scored it");
  }

  private static Said recomputed(ScoredRecord scored, Pupil pupil, int reasons) {
    ScoredEvent event = scored.event();
    Replica replica = pupil.replica();
    Scorer scorer = replica.scorer();
    double raw = scorer.raw(event.values());
    double threshold = replica.threshold();
    return new Said(
        pupil.version(),
        raw,
        scorer.probability(raw),
        threshold,
        Optional.of(raw >= threshold ? "alert" : "pass"),
        Optional.of(scorer.reasons(event.values(), event.categories(), reasons)));
  }
}
