package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.training.AuditResult.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Scores: made again of their features, which the feature log has. */
final class PublishedScores implements Published<Claim, AuditResult> {
  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final int partitions;

  PublishedScores(Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared) {
    this.client = client;
    this.topics = topics;
    partitions = prepared.partitionsOf(topics.featureLog().name());
  }

  @Override
  public Topic<String, byte[]> topic() {
    return topics.scores();
  }

  @Override
  public Optional<Claim> claim(ConsumerRecord<String, byte[]> record) {
    return Claim.of(record);
  }

  @Override
  public ModelVersion version(Claim claim) {
    return claim.version();
  }

  @Override
  public Batch<Claim> batch(List<Claim> claims, int home, Consumer<? super AuditResult> results) {
    Map<Claim, ScoredRecord> features =
        new ClaimedFeatures(client, topics, partitions)
            .of(claims, home % partitions, Progress.NONE);
    LostFeatures lost = new LostFeatures(client, topics, partitions);
    List<Claim> provable = new ArrayList<>();
    for (Claim claim : claims) {
      if (features.containsKey(claim)) provable.add(claim);
      else results.accept(unfounded(claim, lost));
    }
    return new Batch<>(provable, visit(features, results));
  }

  /** One whose features are not there: deleted, or it is of nobody. */
  private static AuditResult unfounded(Claim claim, LostFeatures lost) {
    Optional<ModelVersion> by = Optional.of(claim.version());
    return Rescoring.missing(
        claim.eventId(), Optional.empty(), lost.of(claim.eventId(), by, Optional.empty()));
  }

  private Rewind.Visit<Claim> visit(
      Map<Claim, ScoredRecord> features, Consumer<? super AuditResult> results) {
    return new Rewind.Visit<>() {
      @Override
      public void there(Claim claim, Replay.Past past) {
        Optional<Said> published = Optional.of(claim.said());
        results.accept(Rescoring.of(topics, features.get(claim), published, past));
      }

      @Override
      public void lost(Claim claim, String why) {
        Said stored = Rescoring.stored(features.get(claim));
        String what = "event " + claim.eventId() + " was scored";
        results.accept(
            Rescoring.missing(
                claim.eventId(), Optional.of(stored), Replay.lost(what, claim.version(), why)));
      }
    };
  }
}
