package io.millrace.model.labeljoin;

import java.time.Duration;

/**
 * How a pipeline's labels are taken.
 *
 * @param assumeNegative whether silence until the horizon means negative
 * @param horizon how long after its event time an event waits for its label
 * @param remember how long after it was closed an event is remembered, to tell late, duplicate and
 *     contradicting labels from orphans; also how long an early label waits for its event
 * @param sample which negatives are learnt
 */
public record LabelPolicy(
    boolean assumeNegative, Duration horizon, Duration remember, NegativeSample sample) {
  /** Learns every negative. */
  public LabelPolicy(boolean assumeNegative, Duration horizon, Duration remember) {
    this(assumeNegative, horizon, remember, NegativeSample.ALL);
  }

  public LabelPolicy {
    refuseNegative("labels.after", horizon);
    refuseNegative("labels.remember", remember);
  }

  private static void refuseNegative(String key, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(key + " = " + value + ", expected zero or more, e.g. 7d");
    }
  }
}
