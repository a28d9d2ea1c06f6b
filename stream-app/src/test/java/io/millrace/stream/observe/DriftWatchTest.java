package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.drift.Episode;
import io.millrace.stream.config.PipelineFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who looks for drift")
class DriftWatchTest {
  private static final Episode EPISODE =
      new Episode(Episode.QUALITY, Episode.QUALITY, 7, Episode.OPEN, 2, "worse");
  private static final Episode OVER = EPISODE.endedAt(9, "recovered");

  private final List<Episode> told = new ArrayList<>();
  private long nanos;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PipelineMeters meters = new PipelineMeters(registry, "movies", () -> nanos);
  private final DriftWatch watch =
      new DriftWatch(
          PipelineFile.read(Path.of("fraud.yaml"), Map.of()),
          new Looking(500, 1_000_000, Duration.ZERO),
          meters,
          told::add);

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void endsAnEpisodeOfStoppedLabelsWhenOthersReadThem() {
    for (int i = 0; i < 200; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(500);
      meters.label();
    }
    watch.lookForLabels(true);
    assertThat(told).isEmpty();
    nanos += TimeUnit.MINUTES.toNanos(5);
    watch.lookForLabels(true);
    assertThat(told).extracting(Episode::kind).containsExactly(Episode.LABELS);
    watch.lookForLabels(false);
    assertThat(told).as("while partitions move").hasSize(1);
    for (int look = 0; look < 40; look++) watch.lookForLabels(false);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).isEqualTo("labels are read by other instances");
    watch.lookForLabels(false);
    assertThat(told).hasSize(2);
  }

  @Test
  void tellsOfWhatTheReplicaHasToTellAndOfWhatLastedWhenItBegan() {
    watch.hear(new Told(List.of(EPISODE), 5));
    watch.hear(new Told(List.of(), 5));
    assertThat(told).containsExactly(EPISODE);
    assertThat(active()).isEqualTo(1);
    watch.hear(new Told(List.of(OVER, EPISODE, OVER), 8));
    assertThat(told).containsExactly(EPISODE, OVER, EPISODE, OVER);
    assertThat(active()).isZero();
  }

  @Test
  void endsAnEpisodeOfAModelThatIsNoMore() {
    watch.hear(new Told(List.of(EPISODE), 5));
    watch.hear(new Told(List.of(), 2));
    assertThat(told).hasSize(2);
    assertThat(told.get(1).cause()).isEqualTo("another model took its place");
    assertThat(active()).isZero();
  }

  private double active() {
    return registry.get("millrace.drift.active").tag("kind", Episode.QUALITY).gauge().value();
  }
}
