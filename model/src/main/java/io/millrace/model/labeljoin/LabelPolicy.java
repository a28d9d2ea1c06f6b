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
 * @param negativeAfter how long after its time an event without a label is learnt as negative,
 *     which a positive label before the horizon takes back; null to wait for label or horizon
 * @param corrects whether a label may correct the one that its event had; else the first one counts
 * @param weights how much each example teaches
 */
public record LabelPolicy(
    boolean assumeNegative,
    Duration horizon,
    Duration remember,
    NegativeSample sample,
    Duration negativeAfter,
    boolean corrects,
    ExampleWeights weights) {
  /** Learns every negative, once it is sure of it; the first label counts. */
  public LabelPolicy(boolean assumeNegative, Duration horizon, Duration remember) {
    this(assumeNegative, horizon, remember, NegativeSample.ALL, null, false);
  }

  /** Each example teaches as much. */
  public LabelPolicy(
      boolean assumeNegative,
      Duration horizon,
      Duration remember,
      NegativeSample sample,
      Duration negativeAfter,
      boolean corrects) {
    this(assumeNegative, horizon, remember, sample, negativeAfter, corrects, ExampleWeights.EQUAL);
  }

  public LabelPolicy {
    refuseNegative("labels.after", horizon);
    refuseNegative("labels.remember", remember);
    if (negativeAfter != null) {
      refuseNegative("labels.negative_after", negativeAfter);
      refuse(
          !assumeNegative,
          "labels.negative_after",
          negativeAfter,
          "no such key without assume: negative; silence means nothing there");
      refuse(
          negativeAfter.compareTo(horizon) >= 0,
          "labels.negative_after",
          negativeAfter,
          "less than labels.after, by which silence means negative anyway");
    }
  }

  private static void refuseNegative(String key, Duration value) {
    refuse(value.isNegative(), key, value, "zero or more, e.g. 7d");
  }

  private static void refuse(boolean wrong, String key, Duration value, String expected) {
    if (wrong) {
      throw new IllegalArgumentException(key + " = " + value + ", expected " + expected);
    }
  }
}
