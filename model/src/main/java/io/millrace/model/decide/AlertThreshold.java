package io.millrace.model.decide;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;

/**
 * The raw score at or above which an event is an alert. Part of a replica: it follows from the
 * examples of the training log in their order and from nothing else. Not thread-safe.
 */
public interface AlertThreshold {
  /** The threshold after the examples so far, in [0, 1]. */
  double threshold();

  /**
   * One example, in log order.
   *
   * @param rawScore the score it got at event time, in [0, 1]
   * @param eventTimeMillis epoch milliseconds
   * @param entityHash hash of the entity that counts once a day, equal for equal keys; 0 where the
   *     event counts for itself
   * @param weight how many events it stands for, above 0
   */
  void learnt(double rawScore, long eventTimeMillis, long entityHash, float weight);

  /** Everything needed to go on bit for bit. */
  void write(StateWriter out);

  /** Takes over what {@link #write} wrote under the same settings. */
  void read(StateReader in);

  /**
   * The threshold of a pipeline's {@code decide:}.
   *
   * @param horizon the longest a label may take: {@code labels.after}
   */
  static AlertThreshold of(DecisionConfig config, Duration horizon) {
    return config.hasBudget()
        ? new AlertBudget(config, horizon, AlertBudget.DEFAULT_HALF_LIFE)
        : new ConstantThreshold(config.initialThreshold());
  }
}
