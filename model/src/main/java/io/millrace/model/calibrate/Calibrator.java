package io.millrace.model.calibrate;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Tells what a raw score means, learnt from pairs of a score that was given before the label was
 * known and that label, in log order. It never ranks two scores the other way round. Deterministic;
 * asking changes nothing.
 */
public interface Calibrator {
  /** Examples after which a pair counts for 1/e of what it did. */
  double MEMORY = 100_000;

  /**
   * P(positive) of a raw score, in [0, 1]; does not fall where the score rises.
   *
   * @param raw in [0, 1]
   */
  double probability(double raw);

  /**
   * One pair.
   *
   * @param raw score in [0, 1] as it was given
   * @param weight how many examples it stands for, above 0
   */
  void learn(double raw, boolean positive, float weight);

  /** Everything needed to go on bit for bit. */
  void write(StateWriter out);

  /** Takes over what {@link #write} wrote. */
  void read(StateReader in);
}
