package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.event.Example;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.topic.LogRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A second generation that is built by the wall clock")
class SecondGenerationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** All labels are older than any is remembered when it is built. */
  private static final SimulatorSettings WORLD =
      SimulatorSettings.sized(11, LocalDate.parse("2018-04-01"), 14, 80, 400);

  private static final Instant MIDDLE = Instant.parse("2018-04-08T00:00:00Z");

  /**
   * Three commits are between an event and its place in the feature log, two between a label and
   * the news that the label join has read it: so labels are there first, however few events there
   * are. Months of them do the same at any interval.
   */
  private static final Map<String, String> BY_THE_WALL =
      Map.of("label_clock", "wall", "instance", "second", "commit_interval", "2s");

  private static final String NAME = "twice";

  @TempDir Path directory;

  /** What a lesson says of its event, but for what the model and the histories were by then. */
  private record Taught(
      long eventTime, long knownAt, boolean positive, boolean assumed, float test, float lesson) {
    static Taught of(Example example) {
      return new Taught(
          example.eventTime(),
          example.knownAt(),
          example.positive(),
          example.assumed(),
          example.weight(),
          example.lesson());
    }
  }

  /** Each of them once. The order of a log is an outcome of its run, so none is compared. */
  @Test
  @Tag(Broker.ANY)
  void isTaughtTheLessonsOfTheFirst() throws Exception {
    TransactionLines lines =
        TransactionLines.simulated(WORLD).withFraudThatMovesToHoursFrom(MIDDLE);
    Path events = lines.writeTo(directory.resolve("events.csv"));
    Pipeline first = Named.pipeline(NAME, Map.of("partitions", "1"));
    Pipeline second = Named.pipeline(NAME, Map.of("partitions", "1", "generation", "2"));
    try (Broker broker = Broker.start(Map.of());
        Instance serving = Instance.start(broker, first, directory.resolve("first"))) {
      Feeding feeding = new Feeding(broker, first, true);
      Replay.Summary sent = feeding.freely(events, 0, (count, labels, clock, share) -> {});
      feeding.drain(sent, first.labels().policy().horizon());
      Map<String, Taught> expected = lessons(broker, first);
      assertThat(expected).hasSize(lines.size());
      assertThat(frauds(expected.values())).isEqualTo(sent.labels()).isPositive();

      try (Instance next =
          Instance.start(broker, second, directory.resolve("second"), BY_THE_WALL)) {
        await().atMost(PATIENCE).until(() -> next.digest().examples() >= lines.size());
        Map<String, Taught> found = lessons(broker, second);
        assertThat(frauds(found.values())).isEqualTo(frauds(expected.values()));
        assertThat(found).isEqualTo(expected);
      }
      assertThat(serving.digest().examples()).isEqualTo(lines.size());
    }
  }

  private static long frauds(Collection<Taught> lessons) {
    return lessons.stream().filter(Taught::positive).count();
  }

  private static Map<String, Taught> lessons(Broker broker, Pipeline pipeline) {
    Map<String, Taught> lessons = new TreeMap<>();
    for (LogRecord.Lesson lesson : new Committed(broker.bootstrap(), pipeline).lessons()) {
      Example example = lesson.example();
      assertThat(lessons.put(example.eventId(), Taught.of(example)))
          .as("an earlier lesson of %s", example.eventId())
          .isNull();
    }
    return lessons;
  }
}
