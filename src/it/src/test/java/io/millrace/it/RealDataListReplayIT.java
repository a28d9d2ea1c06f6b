package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.WatchedRecommender;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.accounting.ListAccount;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(Proof.TAG)
@DisplayName("The real purchases through the broker")
class RealDataListReplayIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir private Path directory;

  @Test
  void areAnsweredOnceEachAndTheReplicaIsEqualToAFreshOne() throws Exception {
    Path events = RealData.fileOrSkip("retail.csv.gz");
    RecommendPipeline pipeline = RecommendFile.read(Path.of("recommendations.yaml"), Map.of());
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of());
        ServiceProcess service =
            ServiceProcess.startToMeasure("recommendations", broker, directory, Map.of())
                .awaitReady()) {
      ServiceRate rate = new ServiceRate();
      ActivityReplay.Summary sent = feed(broker, pipeline, events, rate);
      ListAccount account =
          ListAccount.of(pipeline, Map.of("bootstrap.servers", broker.bootstrap()));
      assertThat(account.identities()).allMatch(Identity::holds);
      assertThat(account.lists()).isEqualTo(sent.events());
      JsonNode replica = service.replica();
      WatchedRecommender fresh = fresh(broker, pipeline);
      System.err.printf(
          "hit rate@10 %.4f after the fact, %.4f as shown; %s%n",
          fresh.recommender().quality().sinceStart().hitRate10(),
          fresh.recommender().asShown().sinceStart().hitRate10(),
          JSON.writeValueAsString(replica));
      assertThat(replica.get("sha256").asText())
          .isEqualTo(HexFormat.of().formatHex(fresh.digest()));
      double bare =
          new BareLists(broker.bootstrap(), pipeline)
              .aSecond(broker.bootstrap(), directory.resolve("bare"), sent.events());
      System.err.printf(
          "%,d activities, each answered and learnt once: %,.0f a second, after the first third %,.0f;"
              + " only copied, of the same shape: %,.0f; ratio %.3f%n",
          sent.events(), rate.ofAll(), rate.afterAThird(), bare, rate.afterAThird() / bare);
    }
  }

  /** Of what was sent and worked off; the first third is the compilers'. */
  private static final class ServiceRate implements Replay.Progress {
    private final List<long[]> seen = new ArrayList<>();

    ServiceRate() {
      at(0, 0, 0, 0);
    }

    @Override
    public void at(long count, long labels, long clock, double share) {
      seen.add(new long[] {count, System.nanoTime()});
    }

    double ofAll() {
      return since(0);
    }

    double afterAThird() {
      return since(last()[0] / 3);
    }

    private double since(long least) {
      long[] first = seen.stream().filter(at -> at[0] >= least).findFirst().orElseThrow();
      return (last()[0] - first[0]) / ((last()[1] - first[1]) / 1e9);
    }

    private long[] last() {
      return seen.get(seen.size() - 1);
    }
  }

  private static ActivityReplay.Summary feed(
      BrokerProcess broker, RecommendPipeline pipeline, Path events, Replay.Progress progress)
      throws Exception {
    ActivityReplay.Options options =
        new ActivityReplay.Options(0, 0, Duration.ZERO, 3_000, PATIENCE);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    try (Feed feed = new FirstRows(EventFile.open(events, pipeline))) {
      return new ActivityReplay(pipeline, client, options, () -> false).run(feed, progress);
    }
  }

  /** All rows of a file, or the first {@code -Dmillrace.purchases=N}. */
  private static final class FirstRows implements Feed {
    private final Feed all;
    private long left = Long.getLong("millrace.purchases", Long.MAX_VALUE);

    FirstRows(Feed all) {
      this.all = all;
    }

    @Override
    public FeedRow next() throws IOException {
      return left-- > 0 ? all.next() : null;
    }

    @Override
    public double progress() {
      return all.progress();
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }

  private static WatchedRecommender fresh(BrokerProcess broker, RecommendPipeline pipeline) {
    WatchedRecommender fresh = new WatchedRecommender(pipeline.recommender(), pipeline.drift());
    // One by one: the log is larger than the heap.
    Committed.each(
        broker.bootstrap(),
        new RecommendTopics(pipeline).trainingLog(),
        record -> {
          if (record.value() instanceof LogRecord.Taken taken) fresh.learn(taken.lesson());
        });
    return fresh;
  }
}
