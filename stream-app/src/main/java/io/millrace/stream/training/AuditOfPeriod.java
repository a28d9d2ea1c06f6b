package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves every score, or every list, that was published in a period: as {@link Audit} and {@link
 * ListAudit} prove one, but some thousands at a time are made again on one way through the log.
 * Memory does not grow with the period.
 *
 * @param <C> one as its topic has it
 * @param <R> what is found of each
 */
public final class AuditOfPeriod<C, R extends Audited> {
  private static final int SCORES_AT_A_TIME = 20_000;

  /** Some 6 KB each with its lesson; up to 60 KB where users' histories are full. */
  private static final int LISTS_AT_A_TIME = 10_000;

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final PreparedTopics prepared;
  private final Published<C, R> published;
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

    Tally plus(Audited result) {
      if (result.equal()) return new Tally(equal + 1, different, lost);
      if (result.madeAgain()) return new Tally(equal, different + 1, lost);
      return new Tally(equal, different, lost + 1);
    }
  }

  private AuditOfPeriod(
      Map<String, Object> client,
      LogTopics topics,
      PreparedTopics prepared,
      Published<C, R> published,
      int atATime) {
    this.client = client;
    this.topics = topics;
    this.prepared = prepared;
    this.published = published;
    this.atATime = atATime;
  }

  /**
   * An audit of scores.
   *
   * @param client settings of every Kafka client
   */
  public static AuditOfPeriod<?, AuditResult> ofScores(
      Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared) {
    return ofScores(client, topics, prepared, SCORES_AT_A_TIME);
  }

  static AuditOfPeriod<?, AuditResult> ofScores(
      Map<String, Object> client, PipelineTopics topics, PreparedTopics prepared, int atATime) {
    Map<String, Object> settings = Map.copyOf(client);
    PublishedScores scores = new PublishedScores(settings, topics, prepared);
    return new AuditOfPeriod<>(settings, topics, prepared, scores, atATime);
  }

  /**
   * An audit of lists.
   *
   * @param client settings of every Kafka client
   */
  public static AuditOfPeriod<?, ListAuditResult> ofLists(
      Map<String, Object> client, RecommendTopics topics, PreparedTopics prepared) {
    return ofLists(client, topics, prepared, LISTS_AT_A_TIME);
  }

  static AuditOfPeriod<?, ListAuditResult> ofLists(
      Map<String, Object> client, RecommendTopics topics, PreparedTopics prepared, int atATime) {
    Map<String, Object> settings = Map.copyOf(client);
    PublishedLists lists = new PublishedLists(settings, topics, prepared.log());
    return new AuditOfPeriod<>(settings, topics, prepared, lists, atATime);
  }

  /**
   * Audits what this generation published and the topic holds now.
   *
   * @param since published then or later, by the topic's timestamps; empty for all it holds
   * @param until published before
   * @param results is told of each, in no particular order
   */
  public Tally of(
      Optional<Instant> since,
      Optional<Instant> until,
      Consumer<? super R> results,
      Progress progress) {
    Tally[] tally = {new Tally(0, 0, 0)};
    Consumer<R> each =
        result -> {
          tally[0] = tally[0].plus(result);
          results.accept(result);
        };
    int partitions = prepared.partitionsOf(published.topic().name());
    for (int i = 0; i < partitions; i++) read(i, since, until, each, progress);
    return tally[0];
  }

  private void read(
      int number,
      Optional<Instant> since,
      Optional<Instant> until,
      Consumer<R> each,
      Progress progress) {
    String what = published.topic().name() + "-" + number;
    List<C> claims = new ArrayList<>();
    try (Partition<String, byte[]> partition = new Partition<>(client, published.topic(), number)) {
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
                  published.claim(record).filter(this::isOurs).ifPresent(claims::add);
                  return claims.size() < atATime;
                });
        prove(claims, number, each, progress);
        claims.clear();
        progress.at(what, next[0] - begin, end - begin);
        if (whole) break;
      }
    }
  }

  private boolean isOurs(C claim) {
    return published.version(claim).generation() == topics.pipeline().generation();
  }

  private void prove(List<C> claims, int home, Consumer<R> each, Progress progress) {
    Published.Batch<C> batch = published.batch(claims, home, each);
    List<C> provable = new ArrayList<>(batch.provable());
    provable.sort(
        Comparator.comparing(published::version, Comparator.comparing(ModelVersion::log))
            .thenComparingLong(claim -> published.version(claim).offset()));
    new Rewind<>(client, topics, prepared.log(), published::version, batch.visit())
        .through(provable, progress);
  }
}
