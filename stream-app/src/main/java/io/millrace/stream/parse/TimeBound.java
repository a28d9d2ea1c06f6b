package io.millrace.stream.parse;

import io.millrace.model.pipeline.TimeSource;
import io.millrace.stream.config.Durations;
import java.time.Duration;

/** Reads times, and refuses those too far past the timestamp of the record that says them. */
final class TimeBound {
  private final TimeSource source;
  private final TimeText text;
  private final Duration maxAhead;

  TimeBound(TimeSource source, Duration maxAhead) {
    this.source = source;
    this.text = new TimeText(source);
    this.maxAhead = maxAhead;
  }

  long millis(CharSequence field, long timestamp) throws RejectedException {
    long time = text.millis(field);
    if (timestamp >= 0 && time - maxAhead.toMillis() > timestamp) {
      throw Rejection.TOO_FAR_AHEAD.because(
          source.path(),
          field.toString(),
          "a time at most " + Durations.text(maxAhead) + " past the record's Kafka timestamp");
    }
    return time;
  }
}
