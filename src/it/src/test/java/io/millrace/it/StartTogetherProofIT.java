package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.LogRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both make the topics, the log's first record and the first generation, and end each other's
 * transactions; whoever loses looks again. How often: the system property {@code millrace.starts},
 * 5 where it is not set, some 20 s each.
 */
@Tag(Proof.TAG)
@DisplayName("Two instances that start at once on a new broker")
class StartTogetherProofIT {
  private static final Pattern LOOKING_AGAIN = Pattern.compile("looking again: [\\w.]*\\.(\\w+)");
  private static final Pipeline PIPELINE = PipelineFile.read(Path.of("fraud.yaml"), Map.of());

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("starts")
  void bothComeUpAndTheLogBeginsOnce(int start) throws Exception {
    try (Broker broker = Broker.start(Map.of());
        ServiceProcess one = ServiceProcess.start(broker, directory, "one", Map.of());
        ServiceProcess two = ServiceProcess.start(broker, directory, "two", Map.of())) {
      long began = System.nanoTime();
      one.awaitReady();
      two.awaitReady();
      double seconds = (System.nanoTime() - began) / 1e9;
      Committed found = new Committed(broker.bootstrap(), PIPELINE);
      List<LogRecord> log =
          found.of(found.topics().trainingLog()).stream().map(ConsumerRecord::value).toList();
      assertThat(log.get(0)).isInstanceOf(LogRecord.Configured.class);
      assertThat(log.stream().filter(LogRecord.Configured.class::isInstance)).hasSize(1);
      assertThat(found.of(found.topics().commands())).hasSize(1);
      Implied.assertSurvivors(found.digestOfFreshReplica(), one, two);
      assertThat(one.sum("millrace_dead_threads_total")).isZero();
      assertThat(two.sum("millrace_dead_threads_total")).isZero();
      one.stop();
      two.stop();
      System.err.printf(
          Locale.ROOT,
          "start %d: both ready after %.1f s, looked again after %s%n",
          start,
          seconds,
          Stream.of(one, two).flatMap(StartTogetherProofIT::lookedAgainAfter).toList());
    }
  }

  /** The names of the errors. */
  private static Stream<String> lookedAgainAfter(ServiceProcess process) {
    return LOOKING_AGAIN.matcher(process.said()).results().map(found -> found.group(1));
  }

  static IntStream starts() {
    return IntStream.rangeClosed(1, Integer.getInteger("millrace.starts", 5));
  }
}
