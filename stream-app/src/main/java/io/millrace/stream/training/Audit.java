package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.AuditResult.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Proves a score: finds the event's features in the feature log, brings back the version that
 * scored them, scores them again, and compares bit for bit; also probability, threshold, decision,
 * reasons and version, where the scores topic still has them.
 */
public final class Audit {
  /** The score is committed with the feature record; this is room for clocks and slow brokers. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final PreparedTopics prepared;

  /**
   * @param client settings of every Kafka client
   */
  public Audit(Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.prepared = prepared;
  }

  /**
   * Audits the first score of an event id.
   *
   * @param scoredAt about when the event was scored, by the broker's clock, to search less: nothing
   *     from more than ten minutes before is read
   */
  public AuditResult of(String eventId, Optional<Instant> scoredAt, Progress progress) {
    Optional<Instant> scoredAfter = scoredAt.map(at -> at.minus(MARGIN));
    Optional<EventSearch.Found<ScoredRecord>> found =
        features(progress).find(eventId, scoredAfter, scored -> true);
    if (found.isEmpty()) {
      return Rescoring.missing(eventId, Optional.empty(), lost(eventId, scoredAfter, progress));
    }
    ScoredRecord scored = found.get().value();
    Optional<Said> published = published(scored, found.get().timestamp(), progress);
    try {
      Replay.Past past =
          Replay.told(
              client,
              topics,
              prepared.log(),
              "event " + eventId + " was scored",
              scored.version(),
              progress);
      return Rescoring.of(topics, scored, published, past);
    } catch (IllegalStateException e) {
      return Rescoring.missing(eventId, Optional.of(Rescoring.stored(scored)), e.getMessage());
    }
  }

  private String lost(String id, Optional<Instant> after, Progress progress) {
    Optional<ModelVersion> published =
        scores(progress)
            .find(id, after, score -> isOf(score, this::isOurs))
            .flatMap(record -> PublishedScore.version(record.value()));
    int partitions = prepared.partitionsOf(topics.featureLog().name());
    return new LostFeatures(client, topics, partitions).of(id, published, after);
  }

  /**
   * The score of that version; or else one of a version by which the feature log has no score of
   * this event: one that nobody made. An event may have several scores, of repeats.
   */
  private Optional<Said> published(ScoredRecord scored, Instant at, Progress progress) {
    EventSearch<byte[]> search = scores(progress);
    String id = scored.event().eventId();
    Predicate<byte[]> same = score -> isOf(score, scored.version()::equals);
    // A topic of the user's may stamp records with event time.
    return search
        .find(id, Optional.of(at.minus(MARGIN)), same)
        .or(() -> search.find(id, Optional.empty(), same))
        .or(() -> search.find(id, Optional.empty(), score -> isOf(score, of -> nobody(id, of))))
        .flatMap(record -> PublishedScore.read(record.value()));
  }

  /** Whether a version of this generation scored the event nowhere in the feature log. */
  private boolean nobody(String id, ModelVersion version) {
    return isOurs(version)
        && features(Progress.NONE)
            .find(id, Optional.empty(), scored -> scored.version().equals(version))
            .isEmpty();
  }

  private boolean isOurs(ModelVersion version) {
    return version.generation() == topics.pipeline().generation();
  }

  private EventSearch<ScoredRecord> features(Progress progress) {
    return new EventSearch<>(
        client, topics.featureLog(), prepared.partitionsOf(topics.featureLog().name()), progress);
  }

  private EventSearch<byte[]> scores(Progress progress) {
    return new EventSearch<>(
        client, topics.scores(), prepared.partitionsOf(topics.scores().name()), progress);
  }

  private static boolean isOf(byte[] score, Predicate<ModelVersion> version) {
    return PublishedScore.version(score).filter(version).isPresent();
  }
}
