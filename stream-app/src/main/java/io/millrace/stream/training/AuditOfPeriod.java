package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.AuditResult.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves every score that was published in a period: as {@link Audit} proves one, but some
 * thousands at a time are scored again on one way through the log. Memory does not grow with the
 * period.
 */
public final class AuditOfPeriod {
  private static final int AT_A_TIME = 20_000;

  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final PreparedTopics prepared;
  private final int atATime;

  /**
   * What came out.
   *
   * @param equal reproduced bit for bit
   * @param different reproduced, and not the same
   * @param lost something that it takes to reproduce them is gone
   */
  public record Tally(long equal, long different, long lost) {
    public long all() {
      return equal + different + lost;
    }

    Tally plus(AuditResult result) {
      if (result.equal()) return new Tally(equal + 1, different, lost);
      if (result.recomputed().isPresent()) return new Tally(equal, different + 1, lost);
      return new Tally(equal, different, lost + 1);
    }
  }

  /**
   * @param client settings of every Kafka client
   */
  public AuditOfPeriod(Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared) {
    this(client, topics, prepared, AT_A_TIME);
  }

  AuditOfPeriod(
      Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared, int atATime) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    this.prepared = prepared;
    this.atATime = atATime;
  }

  /**
   * Audits the scores of this generation that the scores topic holds now.
   *
   * @param since published then or later, by the topic's timestamps; empty for all it holds
   * @param until published before
   * @param results is told of each, in no particular order
   */
  public Tally of(
      Optional<Instant> since,
      Optional<Instant> until,
      Consumer<AuditResult> results,
      Progress progress) {
    Tally[] tally = {new Tally(0, 0, 0)};
    Consumer<AuditResult> each =
        result -> {
          tally[0] = tally[0].plus(result);
          results.accept(result);
        };
    int partitions = prepared.partitionsOf(topics.scores().name());
    for (int i = 0; i < partitions; i++) read(i, since, until, each, progress);
    return tally[0];
  }

  private void read(
      int number,
      Optional<Instant> since,
      Optional<Instant> until,
      Consumer<AuditResult> each,
      Progress progress) {
    String what = topics.scores().name() + "-" + number;
    List<Claim> claims = new ArrayList<>();
    try (Partition<String, byte[]> partition = new Partition<>(client, topics.scores(), number)) {
      long begin = since.map(partition::at).orElseGet(partition::begin);
      long end = until.map(partition::at).orElseGet(partition::end);
      long[] next = {begin};
      while (next[0] < end) {
        boolean whole =
            partition.read(
                next[0],
                end,
                record -> {
                  next[0] = record.offset() + 1;
                  Claim.of(record).filter(this::isOurs).ifPresent(claims::add);
                  return claims.size() < atATime;
                });
        prove(claims, number, each, progress);
        claims.clear();
        progress.at(what, next[0] - begin, end - begin);
        if (whole) break;
      }
    }
  }

  private boolean isOurs(Claim claim) {
    return claim.version().generation() == topics.pipeline().generation();
  }

  private void prove(List<Claim> claims, int home, Consumer<AuditResult> each, Progress progress) {
    int partitions = prepared.partitionsOf(topics.featureLog().name());
    Map<Claim, ScoredRecord> features =
        new ClaimedFeatures(client, topics, partitions)
            .of(claims, home % partitions, Progress.NONE);
    LostFeatures lost = new LostFeatures(client, topics, partitions);
    List<Claim> provable = new ArrayList<>();
    for (Claim claim : claims) {
      if (features.containsKey(claim)) provable.add(claim);
      else each.accept(unfounded(claim, lost));
    }
    provable.sort(
        Comparator.comparing((Claim claim) -> claim.version().log())
            .thenComparingLong(claim -> claim.version().offset()));
    new Rewind<>(client, topics, prepared.log(), Claim::version, visit(features, each))
        .through(provable, progress);
  }

  /** One whose features are not there: deleted, or it is of nobody. */
  private static AuditResult unfounded(Claim claim, LostFeatures lost) {
    Optional<ModelVersion> by = Optional.of(claim.version());
    return Rescoring.missing(
        claim.eventId(), Optional.empty(), lost.of(claim.eventId(), by, Optional.empty()));
  }

  private Rewind.Visit<Claim> visit(Map<Claim, ScoredRecord> features, Consumer<AuditResult> each) {
    return new Rewind.Visit<>() {
      @Override
      public void there(Claim claim, Replay.Past past) {
        Optional<Said> published = Optional.of(claim.said());
        each.accept(Rescoring.of(topics, features.get(claim), published, past));
      }

      @Override
      public void lost(Claim claim, String why) {
        Said stored = Rescoring.stored(features.get(claim));
        String what = "event " + claim.eventId() + " was scored";
        each.accept(
            Rescoring.missing(
                claim.eventId(), Optional.of(stored), Replay.lost(what, claim.version(), why)));
      }
    };
  }
}
