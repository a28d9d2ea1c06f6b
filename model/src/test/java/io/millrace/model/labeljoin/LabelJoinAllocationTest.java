package io.millrace.model.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The label join in memory, as a backtest runs it: an event waits, is labelled, is forgotten. */
@DisplayName("The label join")
class LabelJoinAllocationTest {
  private static final int WARM = 60_000;
  private static final int MEASURED = 20_000;
  private static final int HORIZON = 1_000;

  private long emitted;

  /** Counts, and keeps nothing. */
  private final LabelJoinOutput output =
      new LabelJoinOutput() {
        @Override
        public void learn(Example example) {
          emitted++;
        }

        @Override
        public void outcome(OutcomeRecord outcome) {
          emitted++;
        }

        @Override
        public void feedback(LabelFact fact) {
          emitted++;
        }
      };

  private final LabelJoin join =
      new LabelJoin(
          new LabelPolicy(true, Duration.ofMillis(HORIZON), Duration.ofMillis(HORIZON)),
          LabelJoinFixture.FEATURES,
          new MemoryJoinStore(),
          FeatureLog.EMPTY,
          output);

  @Test
  void allocatesForAnEventItsEntriesItsDuesAndWhatItTells() {
    List<ScoredEvent> events = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < WARM + MEASURED; i++) {
      events.add(LabelJoinFixture.event("e" + i, i));
      labels.add(new Label("e" + i, true, i + HORIZON / 2, 0));
    }
    pass(events, labels, 0, WARM);
    long told = emitted;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    pass(events, labels, WARM, WARM + MEASURED);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(emitted - told).isGreaterThan(2L * MEASURED);
    assertThat(allocated / MEASURED).as("bytes an event").isLessThan(560);
  }

  /** One in ten is labelled before its horizon; the others are assumed negative. */
  private void pass(List<ScoredEvent> events, List<Label> labels, int from, int to) {
    for (int i = from; i < to; i++) {
      join.scored(events.get(i), i);
      int known = i - HORIZON / 2;
      if (known >= 0 && known % 10 == 0) join.label(labels.get(known));
      join.advance(i, Integer.MAX_VALUE);
    }
  }
}
