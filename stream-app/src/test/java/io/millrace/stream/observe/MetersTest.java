package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics")
class MetersTest {
  @Test
  void arePublishedUnderTheNamesAndTagsThatTheirListSays() {
    String scrape = scrape();
    for (Meters meter : Meters.values()) {
      for (String name : meter.published()) {
        List<String> series = scrape.lines().filter(line -> line.startsWith(name + "{")).toList();
        assertThat(series).as(name).isNotEmpty();
        assertThat(series.get(0)).contains("pipeline=\"orders\"");
        meter.tags().forEach(tag -> assertThat(series.get(0)).contains(tag + "=\""));
      }
    }
  }

  @Test
  void bearNoNameThatTheirListDoesNotKnow() {
    List<String> known =
        Arrays.stream(Meters.values()).flatMap(meter -> meter.published().stream()).toList();
    assertThat(scrape().lines().filter(line -> line.startsWith("millrace_")))
        .allSatisfy(line -> assertThat(known).contains(line.substring(0, line.indexOf('{'))));
  }

  @Test
  void comeWithTheJvmsOwn() {
    assertThat(scrape()).contains("jvm_memory_used_bytes", "process_uptime_seconds");
  }

  @Test
  void ofTheTasksOfAnInstanceAddUp() {
    try (Observability observability = new Observability()) {
      PipelineMeters meters = observability.pipeline("orders");
      meters.joinEntries().set(0, 5);
      meters.joinEntries().set(1, 7);
      meters.labelClockReached().set(0, 2_000);
      meters.labelClockReached().set(1, 1_000);
      assertThat(observability.scrape())
          .contains("millrace_join_entries{pipeline=\"orders\"} 12.0")
          .contains("millrace_label_clock_reached_seconds{pipeline=\"orders\"} 1.0");
      meters.joinEntries().remove(1);
      assertThat(observability.scrape()).contains("millrace_join_entries{pipeline=\"orders\"} 5.0");
    }
  }

  private static String scrape() {
    try (Observability observability = new Observability()) {
      PipelineMeters meters = observability.pipeline("orders");
      meters.event();
      meters.label();
      meters.rejected("events", "not_json");
      meters.duplicateEvent();
      meters.scored(true, 12, 3_000);
      meters.listed(12, 3_000);
      meters.learnt(300_000);
      meters.answered(3_000);
      meters.outcome(Outcome.ORPHAN);
      meters.lesson();
      meters.labelDelay("all", 1);
      meters.episodes("input").increment();
      meters.feedback("shop").increment();
      meters.expired("shop").increment();
      meters.deadThreads("scoring").increment();
      meters.restored("scoring").increment();
      meters.hangingTransactions("ended").increment();
      meters.histories("shop").set(0, 1);
      meters.joinEntries().set(0, 1);
      meters.joinPending().set(0, 1);
      meters.joinDues().set(0, 1);
      meters.labelClock().set(0, 1);
      meters.labelClockReached().set(0, 1);
      for (Meters meter : Meters.values()) {
        boolean ofService =
            meter.kind() == MeterKind.GAUGE
                && meter.tags().isEmpty()
                && !meter.id().startsWith("millrace.join")
                && !meter.id().startsWith("millrace.label.clock");
        if (ofService) meters.gauge(meter, () -> 1);
        if (meter.tags().contains("feature")) meters.gauge(meter, () -> 1, "feature", "length");
        if (meter == Meters.STORES_RESTORING) {
          meters.gauge(meter, () -> 1, "application", "scoring");
        }
        if (meter == Meters.STATE) meters.gauge(meter, () -> 1, "store", "shop-history");
        if (meter == Meters.DRIFT_ACTIVE) meters.gauge(meter, () -> 1, "kind", "input");
        if (meter == Meters.DRIFT_LISTS) meters.gauge(meter, () -> 1, "measure", "coverage");
        if (meter == Meters.LIST_AGE) meters.gauge(meter, () -> 1, "share", "0.5");
        if (meter.tags().contains("estimator")) {
          meters.gauge(meter, () -> 1, "estimator", "ips", "over", "window");
        }
        if (meter == Meters.GREEDY_TESTS) meters.gauge(meter, () -> 1, "over", "window");
        if (meter == Meters.GENERATOR_SHARE) {
          meters.gauge(meter, () -> 1, "generator", "1-markov");
        }
        if (meter.tags().contains("list")) {
          meters.gauge(meter, () -> 1, "list", "as_shown", "over", "window");
        }
        if (meter.tags().equals(List.of("feature"))) meters.gauge(meter, () -> 1, "feature", "a");
        if (meter.tags().equals(List.of("learner")))
          meters.gauge(meter, () -> 1, "learner", "quick");
      }
      return observability.scrape();
    }
  }
}
