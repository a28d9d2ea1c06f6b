package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.feed.RecommendRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    RATINGS("mlsmall", 0.162, Long.MAX_VALUE, Map.of("recommend.positive", "4"), "--positive", "4"),
    PURCHASES("retail", 0.148, 193_177, Map.of(), "--until", "193177"),
    PURCHASES_WITH_REPEATS(
        "retail",
        0.142,
        77_270,
        Map.of("recommend.repeats.show", "true"),
        "--repeat",
        "--until",
        "77270");

    private final String file;
    private final double bar;
    private final long until;
    private final Map<String, String> settings;
    private final List<String> referee;

    Stream(String file, double bar, long until, Map<String, String> settings, String... referee) {
      this.file = file + ".csv.gz";
      this.bar = bar;
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
