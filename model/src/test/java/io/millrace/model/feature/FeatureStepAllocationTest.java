package io.millrace.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The feature step in memory, as a backtest takes it: whether the id is remembered, what the event
 * and the history say, and the event into the history. The values are the caller's: they are what
 * is emitted.
 */
@DisplayName("The feature step")
class FeatureStepAllocationTest {
  private static final int WARM = 40_000;
  private static final int MEASURED = 20_000;

  private final FeatureEngine engine = new FeatureEngine(Past.EVERY_TAKE);
  private final EntityHistory history = engine.newHistory(0);
  private final float[] values = engine.newValues();

  /**
   * With some 80 events in the longest window every entry is held as itself; with 1,000 they are
   * merged every 64 events, into buckets that are made anew. What a pass over the windows adds up
   * in takes 192 bytes, or none once the second compiler has found that nobody else sees it.
   */
  @ParameterizedTest
  @CsvSource({"2.0, 220", "0.16, 520"})
  void allocatesLittleForAnEventBesideItsValues(double hoursBetween, long most) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < WARM + MEASURED; i++) {
      long time = 1_500_000_000_000L + (long) (i * hoursBetween * Past.HOUR);
      events.add(Past.event("e" + i, time, i % 97, i % 3 == 0 ? Double.NaN : i % 5));
    }
    double sum = take(events.subList(0, WARM));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Event> measured = events.subList(WARM, events.size());
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += take(measured);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isNotNaN();
    assertThat(allocated / MEASURED).as("bytes an event").isLessThan(most);
  }

  private double take(List<Event> events) {
    double sum = 0;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (history.remembers(event.id(), i)) continue;
      engine.ofEvent(event, values);
      engine.ofHistory(0, history, event, values);
      history.add(event, values);
      history.remember(event.id(), i);
      sum += Float.isNaN(values[0]) ? 0 : values[0];
    }
    return sum;
  }
}
