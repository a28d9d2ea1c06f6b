package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.Event;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.feed.BacktestRun;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.Labels;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.parse.EventParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag(Proof.TAG)
@DisplayName("The real file through the broker")
class RealDataReplayIT {
  private static final double RATE = 10_000;
  private static final LocalDate FIRST = LocalDate.parse("2018-08-08");
  private static final LocalDate LAST = LocalDate.parse("2018-08-14");

  /** First days of the weeks whose mean quality counts. */
  private static final List<LocalDate> WEEKS =
      List.of(FIRST, FIRST.plusDays(7), FIRST.plusDays(14));

  private static final int BUDGET = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pipeline pipeline = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

  @TempDir Path directory;

  @Test
  @DisplayName("six partitions, at most 10,000 events a second: scored once each, almost as well")
  void isScoredOnceEachAndAlmostAsWellAsByTheBacktest() throws Exception {
    Path events = RealData.orSkip();
    Labels labels = new Labels(Feeding.LABEL, Feeding.DELAY, null, false);
    BacktestRun.Options options =
        new BacktestRun.Options(events, labels, Duration.ZERO, FIRST, LAST, null);
    BacktestRun.Result expected = new BacktestRun(pipeline, options).run(share -> {});
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of());
        Instance instance =
            Instance.start(
                broker,
                pipeline,
                directory.resolve("state"),
                Map.of("scoring_threads", "2", "commit_interval", "30ms"))) {
      Feeding feeding = new Feeding(broker, pipeline, false);
      long start = System.nanoTime();
      Replay.Summary sent = feeding.freely(events, RATE, (count, told, clock, share) -> {});
      double fed = (System.nanoTime() - start) / 1e9;
      feeding.drain(sent);
      double all = (System.nanoTime() - start) / 1e9;
      Map<String, Double> scores = scores(new Committed(broker.bootstrap(), pipeline));
      Evaluation.Result found = judged(events, scores, FIRST, LAST);
      System.err.printf(
          "%d events fed in %.0f s, all scored and learnt after %.0f s (%.0f a second);"
              + " average precision %.4f, by the backtest %.4f; %s%n",
          sent.events(),
          fed,
          all,
          sent.events() / all,
          found.averagePrecision(),
          expected.quality().averagePrecision(),
          instance.digest());
      assertThat(scores).hasSize((int) expected.events());
      assertThat(found.events()).isEqualTo(expected.quality().events());
      assertThat(found.averagePrecision())
          .isCloseTo(expected.quality().averagePrecision(), within(0.01));
    }
  }

  @Test
  @DisplayName("two instances: the cards alerted of a day of August are near the budget of 100")
  void alertsOfTwoInstancesStayNearTheBudget() throws Exception {
    Path events = RealData.orSkip();
    Map<String, String> settings = Map.of("scoring_threads", "1", "commit_interval", "30ms");
    Map<String, String> other = new HashMap<>(settings);
    other.put("instance", "other");
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of());
        Instance one = Instance.start(broker, pipeline, directory.resolve("one"), settings);
        Instance two = Instance.start(broker, pipeline, directory.resolve("two"), other)) {
      Feeding feeding = new Feeding(broker, pipeline, false);
      feeding.drain(feeding.freely(events, RATE, (count, told, clock, share) -> {}));
      assertThat(one.digest()).isEqualTo(two.digest());
      Map<LocalDate, Set<String>> alerted =
          alerted(events, alerts(new Committed(broker.bootstrap(), pipeline)));
      List<LocalDate> august =
          LocalDate.parse("2018-08-01").datesUntil(LocalDate.parse("2018-09-01")).toList();
      List<Integer> cards =
          august.stream().map(day -> alerted.getOrDefault(day, Set.of()).size()).toList();
      double mean = cards.stream().mapToInt(Integer::intValue).average().orElseThrow();
      System.err.printf("cards alerted a day of August: mean %.1f, each %s%n", mean, cards);
      assertThat(mean).isCloseTo(BUDGET, withinPercentage(20));
      assertThat(cards).allSatisfy(c -> assertThat(c).isCloseTo(BUDGET, withinPercentage(50)));
    }
  }

  @Test
  @DisplayName("one partition, in lockstep: every score equal to the backtest's, bit for bit")
  void isScoredInLockstepAsByTheBacktest() throws Exception {
    Path events = RealData.orSkip();
    Pipeline single = PipelineFile.read(Path.of("fraud.yaml"), Map.of("partitions", "1"));
    Duration stretch = Duration.ofDays(1);
    Path file = directory.resolve("scores.csv");
    Labels labels = new Labels(Feeding.LABEL, Feeding.DELAY, null, false);
    BacktestRun.Result expected =
        new BacktestRun(single, new BacktestRun.Options(events, labels, stretch, null, null, file))
            .run(share -> {});
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of());
        Instance instance = Instance.start(broker, single, directory.resolve("state"))) {
      long start = System.nanoTime();
      Replay.Summary sent =
          new Feeding(broker, single, false)
              .inLockstep(events, stretch, (count, told, clock, share) -> {});
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<String, Double> scores = scores(new Committed(broker.bootstrap(), single));
      double averagePrecision = 0;
      for (LocalDate week : WEEKS) {
        averagePrecision +=
            judged(events, scores, week, week.plusDays(6)).averagePrecision() / WEEKS.size();
      }
      System.err.printf(
          "%d events in lockstep in %.0f s (%.0f a second); average precision %.4f%n",
          sent.events(), seconds, sent.events() / seconds, averagePrecision);
      assertThat(scores).hasSize((int) expected.events());
      assertThat(averagePrecision).isGreaterThanOrEqualTo(0.69);
      try (Stream<String> lines = Files.lines(file)) {
        lines
            .skip(1)
            .map(line -> line.split(","))
            .forEach(
                row ->
                    assertThat(scores.get(row[0]))
                        .as("score of %s", row[0])
                        .isEqualTo(Double.parseDouble(row[1])));
      }
      assertThat(instance.digest().sha256())
          .isEqualTo(HexFormat.of().formatHex(expected.backtest().replica().digest()));
    }
  }

  private static Set<String> alerts(Committed committed) {
    Set<String> ids = new HashSet<>();
    committed.each(committed.topics().alerts(), record -> ids.add(record.key()));
    return ids;
  }

  /** The customers among the alerts, by the day of their event. */
  private Map<LocalDate, Set<String>> alerted(Path events, Set<String> alerts) throws Exception {
    Map<LocalDate, Set<String>> alerted = new HashMap<>();
    try (BufferedReader rows = RealData.lines(events)) {
      List<String> header = List.of(rows.readLine().split(","));
      int time = header.indexOf("datetime");
      int customer = header.indexOf("customer_id");
      for (String line = rows.readLine(); line != null; line = rows.readLine()) {
        String[] row = line.split(",");
        if (!alerts.contains(row[0])) continue;
        LocalDate day = LocalDate.parse(row[time].substring(0, 10));
        alerted.computeIfAbsent(day, any -> new HashSet<>()).add(row[customer]);
      }
    }
    return alerted;
  }

  private static Map<String, Double> scores(Committed committed) {
    Map<String, Double> scores = new HashMap<>();
    committed.each(
        committed.topics().scores(),
        record ->
            assertThat(scores.put(record.key(), score(record)))
                .as("an earlier score of %s", record.key())
                .isNull());
    return scores;
  }

  private static double score(ConsumerRecord<String, byte[]> record) {
    try {
      return JSON.readTree(record.value()).get("score").doubleValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Evaluation.Result judged(
      Path events, Map<String, Double> scores, LocalDate first, LocalDate last) throws Exception {
    Evaluation evaluation = Evaluation.withoutEntities();
    EventParser parser = new EventParser(pipeline);
    long from = startOf(first);
    long until = startOf(last.plusDays(1));
    try (Feed feed = EventFile.open(events, pipeline, Feeding.LABEL)) {
      for (FeedRow row = feed.next(); row != null; row = feed.next()) {
        Event event = parser.parse(row.json(), EventParser.NO_TIMESTAMP);
        if (event.time() < from || event.time() >= until) continue;
        double score = scores.get(event.id());
        evaluation.add(event.time(), "", score, score, "1".equals(row.label()));
      }
    }
    return evaluation.result();
  }

  private static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
