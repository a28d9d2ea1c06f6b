package io.millrace.model.replica;

import io.millrace.model.event.Example;
import io.millrace.model.metric.Brier;
import io.millrace.model.metric.LogLoss;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/** What a replica has learnt since the log began, each example tested before it was learnt. */
public final class Totals {
  private static final int FORMAT = 1;

  /** Of examples that did not all stand for one event. */
  private static final int WEIGHTED = 2;

  private long examples;
  private long positives;
  private long assumed;
  private double weight;
  private float heaviest = 1;
  private double logLoss;
  private double brier;

  Totals() {}

  void add(Example example, double probability) {
    logLoss += example.weight() * LogLoss.of(probability, example.positive());
    brier += example.weight() * Brier.of(probability, example.positive());
    weight += example.weight();
    heaviest = Math.max(heaviest, example.weight());
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

  /** How many events the examples stand for; their number, where none is of a sample. */
  public double weight() {
    return weight;
  }

  /** The most that an example stood for, 1 and up. */
  float heaviest() {
    return heaviest;
  }

  /** Mean, nats; NaN before the first example. */
  public double logLoss() {
    return logLoss / weight;
  }

  /** Mean squared error of the probability; NaN before the first example. */
  public double brier() {
    return brier / weight;
  }

  void write(StateWriter out) {
    boolean weighted = weight != examples;
    out.putInt(weighted ? WEIGHTED : FORMAT).putLong(examples).putLong(positives).putLong(assumed);
    if (weighted) out.putDouble(weight).putFloat(heaviest);
    out.putDouble(logLoss).putDouble(brier);
  }

  void read(StateReader in) {
    int format = in.getInt();
    if (format != WEIGHTED) ReplicaState.requireFormat("totals", format, FORMAT);
    examples = in.getLong();
    positives = in.getLong();
    assumed = in.getLong();
    weight = format == WEIGHTED ? in.getDouble() : examples;
    heaviest = format == WEIGHTED ? in.getFloat() : 1;
    logLoss = in.getDouble();
    brier = in.getDouble();
  }
}
