package io.millrace.stream.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.AuditResult.Said;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Proves a score: finds the event's features in the feature log, brings back the version that
 * scored them, scores them again, and compares bit for bit; also probability, threshold, decision,
 * reasons and version, where the scores topic still has them.
 */
public final class Audit {
  private static final ObjectMapper JSON = new ObjectMapper();

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
    if (found.isEmpty()) return missing(eventId, Optional.empty(), notFound(eventId, scoredAfter));
    ScoredRecord scored = found.get().value();
    return compare(scored, published(scored, found.get().timestamp(), progress), progress);
  }

  private String notFound(String eventId, Optional<Instant> from) {
    return "event "
        + eventId
        + " is not in "
        + topics.featureLog().name()
        + from.map(at -> " after " + at).orElse("")
        + oldest().map(at -> ", which holds what was scored since " + at).orElse(", which is empty")
        + "; it was never scored by this generation, or longer ago than audit_keep";
  }

  /** When the oldest record of the feature log came. */
  private Optional<Instant> oldest() {
    List<Instant> first = new ArrayList<>();
    for (int p = 0; p < prepared.partitionsOf(topics.featureLog().name()); p++) {
      try (Partition<String, ScoredRecord> partition =
          new Partition<>(client, topics.featureLog(), p)) {
        partition.read(
            partition.begin(),
            partition.end(),
            record -> {
              first.add(Instant.ofEpochMilli(record.timestamp()));
              return false;
            });
      }
    }
    return first.stream().min(Instant::compareTo);
  }

  private AuditResult compare(ScoredRecord scored, Optional<Said> published, Progress progress) {
    String id = scored.event().eventId();
    Said stored = stored(scored);
    Replay.Past past;
    try {
      past =
          Replay.told(
              client,
              topics,
              prepared.log(),
              "event " + id + " was scored",
              scored.version(),
              progress);
      requireFeatureSet(scored, past);
    } catch (IllegalStateException e) {
      return missing(id, Optional.of(stored), e.getMessage());
    }
    int reasons = published.flatMap(Said::reasons).map(List::size).orElse(0);
    return new AuditResult(
        id,
        published.isPresent()
            ? Optional.empty()
            : Optional.of(
                "the score of " + id + " is not in " + topics.scores().name() + " any more"),
        Optional.of(stored),
        published,
        Optional.of(recomputed(scored, past.pupil(), reasons)),
        past.replayed(),
        past.from()
            .map(snapshot -> OptionalLong.of(snapshot.version().offset()))
            .orElse(OptionalLong.empty()));
  }

  private static void requireFeatureSet(ScoredRecord scored, Replay.Past past) {
    long expected = past.then().pipeline().lessonFingerprint();
    if (scored.featureSet() == expected
        || past.pupil().history().hasFeatureSet(scored.featureSet())) {
      return;
    }
    throw new IllegalStateException(
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

  private static Said stored(ScoredRecord scored) {
    ScoredEvent event = scored.event();
    return new Said(
        scored.version(),
        event.rawScores()[0],
        event.probabilities().length == 0 ? event.rawScores()[0] : event.probabilities()[0],
        event.threshold(),
        Optional.empty(),
        Optional.empty());
  }

  private static Said published(JsonNode json) {
    return new Said(
        version(json),
        json.path("score").asDouble(Double.NaN),
        json.path("probability").asDouble(Double.NaN),
        json.path("threshold").asDouble(Double.NaN),
        Optional.of(json.path("decision").asText()),
        Optional.of(reasons(json)));
  }

  private static ModelVersion version(JsonNode score) {
    return new ModelVersion(
        score.at("/version/log").asText(),
        score.at("/version/generation").asInt(),
        score.at("/version/offset").asLong(Long.MIN_VALUE));
  }

  private static List<Reason> reasons(JsonNode score) {
    List<Reason> reasons = new ArrayList<>();
    for (JsonNode reason : score.path("reasons")) {
      reasons.add(
          new Reason(
              reason.path("feature").asText(),
              reason.path("value").asText(),
              reason.path("contribution").asDouble()));
    }
    return reasons;
  }

  /**
   * The score of that version; or else one of a version by which the feature log has no score of
   * this event: one that nobody made. An event may have several scores, of repeats.
   */
  private Optional<Said> published(ScoredRecord scored, Instant at, Progress progress) {
    EventSearch<byte[]> search =
        new EventSearch<>(
            client, topics.scores(), prepared.partitionsOf(topics.scores().name()), progress);
    String id = scored.event().eventId();
    Predicate<byte[]> same = score -> isOf(score, scored.version()::equals);
    // A topic of the user's may stamp records with event time.
    return search
        .find(id, Optional.of(at.minus(MARGIN)), same)
        .or(() -> search.find(id, Optional.empty(), same))
        .or(() -> search.find(id, Optional.empty(), score -> isOf(score, of -> nobody(id, of))))
        .flatMap(record -> parse(record.value()))
        .map(Audit::published);
  }

  /** Whether a version of this generation scored the event nowhere in the feature log. */
  private boolean nobody(String id, ModelVersion version) {
    return version.generation() == topics.pipeline().generation()
        && features(Progress.NONE)
            .find(id, Optional.empty(), scored -> scored.version().equals(version))
            .isEmpty();
  }

  private EventSearch<ScoredRecord> features(Progress progress) {
    return new EventSearch<>(
        client, topics.featureLog(), prepared.partitionsOf(topics.featureLog().name()), progress);
  }

  private static boolean isOf(byte[] score, Predicate<ModelVersion> version) {
    return parse(score).filter(json -> version.test(version(json))).isPresent();
  }

  private static Optional<JsonNode> parse(byte[] score) {
    try {
      return Optional.ofNullable(JSON.readTree(score));
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static AuditResult missing(String id, Optional<Said> stored, String what) {
    return new AuditResult(
        id, Optional.of(what), stored, Optional.empty(), Optional.empty(), 0, OptionalLong.empty());
  }
}
