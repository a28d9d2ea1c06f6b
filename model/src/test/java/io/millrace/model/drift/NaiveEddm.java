package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The paper's formulas over all distances, each time anew. */
final class NaiveEddm implements DriftDetector {
  private final double share;
  private final List<Integer> distances = new ArrayList<>();
  private int sinceError;
  private int values;
  private double largest = -1;

  NaiveEddm(double share) {
    this.share = share;
  }

  @Override
  public boolean add(double value) {
    values++;
    sinceError++;
    if (value == 0) return false;
    distances.add(sinceError);
    sinceError = 0;
    if (values < 30) return false;
    double mean = distances.stream().mapToInt(d -> d).average().orElseThrow();
    double variance =
        distances.stream().mapToDouble(d -> (d - mean) * (d - mean)).average().orElseThrow();
    double now = mean + 2 * Math.sqrt(variance);
    if (now > largest) {
      largest = now;
      return false;
    }
    if (distances.size() <= 30 || now / largest >= share) return false;
    reset();
    return true;
  }

  @Override
  public double change() {
    return 0;
  }

  @Override
  public void reset() {
    distances.clear();
    sinceError = 0;
    values = 0;
    largest = -1;
  }

  @Override
  public void write(StateWriter out) {
    distances.forEach(out::putInt);
  }

  @Override
  public void read(StateReader in) {
    throw new IllegalStateException("not asked for");
  }
}
