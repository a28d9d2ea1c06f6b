package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.feed.RecommendRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Judged by full ranking, by a script that shares no code with the product. */
@Tag(Proof.TAG)
@DisplayName("The shipped recommendations on published streams")
class RealDataRecommendIT {
  /** A stream, how it is judged, and the hit rate@10 to reach. */
  enum Stream {
    RATINGS(
        "mlsmall",
        0.162,
        0.0627,
        Long.MAX_VALUE,
        Map.of("recommend.positive", "4"),
        "--positive",
        "4"),
    PURCHASES("retail", 0.148, 0.0257, 193_177, Map.of(), "--until", "193177"),
    PURCHASES_WITH_REPEATS(
        "retail",
        0.142,
        0.0399,
        77_270,
        Map.of("recommend.repeats.show", "true"),
        "--repeat",
        "--until",
        "77270");

    private final String file;
    private final double bar;

    /** 0.95 of what others measured for ISGD. */
    private final double baseline;

    private final long until;
    private final Map<String, String> settings;
    private final List<String> referee;

    Stream(
        String file,
        double bar,
        double baseline,
        long until,
        Map<String, String> settings,
        String... referee) {
      this.file = file + ".csv.gz";
      this.bar = bar;
      this.baseline = baseline;
      this.until = until;
      this.settings = settings;
      this.referee = List.of(referee);
    }
  }

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Stream.class)
  void reachTheBarAndMeasureThemselvesAsTheRefereeDoes(Stream stream) throws Exception {
    Path events = RealData.fileOrSkip(stream.file);
    Path lists = directory.resolve("lists.csv");
    RecommendPipeline pipeline =
        RecommendFile.read(Path.of("recommendations.yaml"), stream.settings);

    ListQuality.Result own =
        new RecommendRun(pipeline, new RecommendRun.Options(events, stream.until, lists))
            .run(share -> {})
            .backtest()
            .recommender()
            .quality()
            .sinceStart();

    JsonNode judged = referee(events, lists, stream);
    assertThat(judged.get("hit_rate_at_10").doubleValue()).isGreaterThanOrEqualTo(stream.bar);
    assertThat(own.tests()).isEqualTo(judged.get("tests").longValue());
    assertThat(own.hitRate10()).isCloseTo(judged.get("hit_rate_at_10").doubleValue(), within(1e-6));
    assertThat(own.hitRate20()).isCloseTo(judged.get("hit_rate_at_20").doubleValue(), within(1e-6));
    assertThat(own.mrr10()).isCloseTo(judged.get("mrr_at_10").doubleValue(), within(1e-6));
    assertThat(own.ndcg10()).isCloseTo(judged.get("ndcg_at_10").doubleValue(), within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(Stream.class)
  void theBaselineAloneReachesWhatOthersMeasuredForIt(Stream stream) throws Exception {
    Path events = RealData.fileOrSkip(stream.file);
    Map<String, String> settings = new HashMap<>(stream.settings);
    settings.put("generators", "[{kind: isgd}]");
    RecommendPipeline isgd = RecommendFile.read(Path.of("recommendations.yaml"), settings);
    RecommenderConfig config = isgd.recommender();
    RecommendPipeline alone = isgd.with(config.alone(config.generators().get(0)));

    ListQuality.Result found =
        new RecommendRun(alone, new RecommendRun.Options(events, stream.until, null))
            .run(share -> {})
            .backtest()
            .recommender()
            .quality()
            .sinceStart();

    System.out.println("ISGD on " + stream + ": " + found);
    assertThat(found.hitRate10()).isGreaterThanOrEqualTo(stream.baseline);
  }

  private static JsonNode referee(Path events, Path lists, Stream stream) throws Exception {
    Path script = events.getParent().resolveSibling("tools/recommendation_metrics.py");
    Required.REAL_DATA.orSkip(
        Files.isRegularFile(script) && pythonIsThere()
            ? Optional.empty()
            : Optional.of("no " + script + ", or no python3"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("python3", script.toString(), events.toString(), lists.toString()));
    command.add("--json");
    command.addAll(stream.referee);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (InputStream out = process.getInputStream()) {
      JsonNode judged = new ObjectMapper().readTree(out.readAllBytes());
      assertThat(process.waitFor()).isZero();
      System.out.println("referee of " + stream + ": " + judged);
      return judged;
    }
  }

  private static boolean pythonIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
