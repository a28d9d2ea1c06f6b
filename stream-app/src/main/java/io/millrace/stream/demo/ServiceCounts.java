package io.millrace.stream.demo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.model.event.Outcome;
import io.millrace.stream.observe.Meters;

/**
 * What the service of this process counts. Counts of aborted work are among them: the exact ones
 * come from the topics.
 */
record ServiceCounts(MeterRegistry registry, String pipeline) {
  /** Activities answered with a list. */
  long lists() {
    return count(Meters.LISTS);
  }

  long scored() {
    return count(Meters.SCORES);
  }

  long alerts() {
    return count(Meters.ALERTS);
  }

  long learntFromLabels() {
    return count(Meters.EXAMPLES, "source", "label");
  }

  long learntAssumed() {
    return count(Meters.EXAMPLES, "source", "assumed");
  }

  /** Repeats and dead letters. */
  long odd() {
    return count(Meters.DLQ) + count(Meters.DUPLICATE_EVENTS);
  }

  /** Labels of which it is known what became of them. */
  long joined() {
    long joined = count(Meters.DLQ);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.ofLabel()) {
        joined += count(Meters.OUTCOMES, "outcome", Meters.tagValue(outcome));
      }
    }
    return joined;
  }

  private long count(Meters meter, String... tags) {
    return (long)
        registry.find(meter.id()).tags("pipeline", pipeline).tags(tags).counters().stream()
            .mapToDouble(Counter::count)
            .sum();
  }
}
