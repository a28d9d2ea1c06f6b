package io.millrace.stream.demo;

import io.millrace.stream.feed.KnownLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The simulated world of the demo: a fifth of the handbook's, so that several months pass in a
 * minute, with two and a half times its fraud, so that there is something to learn from in the
 * first weeks. The stream begins when the simulation is a month old, for as much fraud on its first
 * day as on any other.
 */
record DemoWorld(SimulatorSettings settings) {
  /** After its event, by the stream's own time. */
  static final Duration LABEL_DELAY = Duration.ofDays(7);

  private static final int CUSTOMERS = 1_000;
  private static final int TERMINALS = 2_000;
  private static final double EVENTS_A_DAY = 1.8 * CUSTOMERS;
  private static final double RADIUS = 5;
  private static final double TERMINALS_COMPROMISED_A_DAY = 1;
  private static final double CUSTOMERS_COMPROMISED_A_DAY = 1.5;
  private static final int SKIPPED_DAYS = 30;

  /** Long enough for the whole demo at full rate, ending at the last midnight. */
  static DemoWorld of(DemoOptions options, LocalDate today) {
    double events = options.rate() * options.length().toMillis() / 1000.0;
    int days = SKIPPED_DAYS + (int) Math.ceil(events / EVENTS_A_DAY) + 2;
    return new DemoWorld(
        new SimulatorSettings(
            options.seed(),
            today.minusDays(days),
            days,
            CUSTOMERS,
            TERMINALS,
            RADIUS,
            TERMINALS_COMPROMISED_A_DAY,
            CUSTOMERS_COMPROMISED_A_DAY,
            false,
            List.of()));
  }

  /** When the stream begins. */
  Instant begin() {
    return settings.start().plusDays(SKIPPED_DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** Day of the stream at a time, from 1. */
  long day(Instant time) {
    return 1 + Duration.between(begin(), time).toDays();
  }

  SimulatorFeed feed(BooleanSupplier ended) {
    return new SimulatorFeed(settings, SKIPPED_DAYS, ended);
  }

  List<KnownLabel> strayLabels() {
    return SimulatorFeed.strayLabels(settings, SKIPPED_DAYS);
  }
}
