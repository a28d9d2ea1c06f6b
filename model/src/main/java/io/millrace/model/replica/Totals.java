package io.millrace.model.replica;

import io.millrace.model.event.Example;
import io.millrace.model.metric.Brier;
import io.millrace.model.metric.LogLoss;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/** What a replica has learnt since the log began, each example tested before it was learnt. */
public final class Totals {
  private static final int FORMAT = 1;

  private long examples;
  private long positives;
  private long assumed;
  private double logLoss;
  private double brier;

  Totals() {}

  void add(Example example, double probability) {
    logLoss += LogLoss.of(probability, example.positive());
    brier += Brier.of(probability, example.positive());
    examples++;
    positives += example.positive() ? 1 : 0;
    assumed += example.assumed() ? 1 : 0;
  }

  public long examples() {
    return examples;
  }

  public long positives() {
    return positives;
  }

  /** Examples whose label is silence taken for a negative. */
  public long assumed() {
    return assumed;
  }

  /** Mean, nats; NaN before the first example. */
  public double logLoss() {
    return logLoss / examples;
  }

  /** Mean squared error of the probability; NaN before the first example. */
  public double brier() {
    return brier / examples;
  }

  void write(StateWriter out) {
    out.putInt(FORMAT).putLong(examples).putLong(positives).putLong(assumed);
    out.putDouble(logLoss).putDouble(brier);
  }

  void read(StateReader in) {
    Replica.requireFormat("totals", in.getInt(), FORMAT);
    examples = in.getLong();
    positives = in.getLong();
    assumed = in.getLong();
    logLoss = in.getDouble();
    brier = in.getDouble();
  }
}
