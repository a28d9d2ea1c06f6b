package io.millrace.model.labeljoin;

import io.millrace.model.feature.TextHash;

/**
 * A sample of events by a hash of their ids, chosen before anything is known of their labels: the
 * negatives among them stand for all negatives. The same ids are in it on every machine, and a
 * smaller share is part of every larger one.
 *
 * <p>A kept negative weighs 1 / share. The expected gradient of a weighted loss, its expected
 * value, and expected weighted counts are then those over all events, so what a model says is the
 * probability among all events and needs no correction. (Unweighted it would say {@code s = p / (p
 * + b (1 - p))} with b the share, and p = b s / ((b - 1) s + 1): A. Dal Pozzolo et al., Calibrating
 * probability with undersampling for unbalanced classification, IEEE SSCI 2015, section III.)
 *
 * <p>D. G. Horvitz, D. J. Thompson, A generalization of sampling without replacement from a finite
 * universe, J. Amer. Statist. Assoc. 47 (1952) 663-685.
 */
public record NegativeSample(double share) {
  /** Every negative, each for itself. */
  public static final NegativeSample ALL = new NegativeSample(1);

  public NegativeSample {
    if (!(share >= 0.0001 && share <= 1)) {
      throw new IllegalArgumentException(
          "labels.sample.negatives = "
              + share
              + ", expected 0.0001 to 1, the share of the negatives that is learnt; start at 0.1");
    }
  }

  /** Whether an event's features are kept for the case that it is negative. */
  public boolean holds(String eventId) {
    return share == 1 || (TextHash.of(eventId) >>> 11) * 0x1p-53 < share;
  }

  /** How many negatives one of the sample stands for. */
  public float weight() {
    return (float) (1 / share);
  }
}
