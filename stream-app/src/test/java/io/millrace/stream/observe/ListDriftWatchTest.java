package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.model.drift.Episode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who looks for drift of lists")
class ListDriftWatchTest {
  private static final int WINDOW = 500;

  private final List<Episode> told = new ArrayList<>();
  private final Random random = new Random(4);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PipelineMeters meters = new PipelineMeters(registry, "movies");
  private final ListDriftWatch watch =
      new ListDriftWatch(
          "movies", new Looking(WINDOW, 1_000_000, Duration.ZERO), () -> 1_000, meters, told::add);
  private long time;

  @AfterEach
  void close() {
    watch.close();
  }

  @Test
  void tellsWhenAFewItemsTakeThePlacesAndWhenTheyNoLongerDo() {
    windows(12, 1_000);
    assertThat(ratio("coverage")).isGreaterThan(0.95);
    assertThat(told).isEmpty();
    windows(4, 200);
    assertThat(told)
        .extracting(Episode::subject)
        .containsExactlyInAnyOrder("coverage", "concentration");
    assertThat(told).allMatch(one -> one.kind().equals(Episode.LISTS) && one.isOpen());
    assertThat(ratio("coverage")).isBetween(0.19, 0.21);
    assertThat(registry.get("millrace.drift.active").tag("kind", "lists").gauge().value())
        .isEqualTo(2);
    windows(2, 1_000);
    assertThat(told).hasSize(4);
  }

  @Test
  void seesTheFirstPlacesOfListsThatAreMade() {
    long[] list = new long[12];
    for (int i = 0; i < WINDOW; i++) {
      for (int place = 0; place < list.length; place++) list[place] = place * 1_000L + i % 3;
      meters.made(list, i);
    }
    await().until(() -> !Double.isNaN(ratio("coverage")));
    assertThat(ratio("coverage")).isEqualTo(0.03);
  }

  private double ratio(String measure) {
    return registry.get("millrace.drift.lists.ratio").tag("measure", measure).gauge().value();
  }

  private void windows(int count, int items) {
    for (int window = 0; window < count; window++) {
      time += 1_000;
      watch.compare(random.longs(10 * WINDOW, 0, items).toArray(), new long[] {time});
    }
  }
}
