package io.millrace.model.replica;

/**
 * The features of the last {@value #MOST} examples that a replica learnt, by reference: what
 * importance is measured over. No part of its state: restored, a replica has seen none yet.
 */
final class RecentEvents {
  static final int MOST = 1000;

  private final float[][] events = new float[MOST][];
  private final float[] weights = new float[MOST];
  private int next;
  private int size;

  void add(float[] values, float weight) {
    events[next] = values;
    weights[next] = weight;
    next = next + 1 == MOST ? 0 : next + 1;
    size = Math.min(MOST, size + 1);
  }

  int size() {
    return size;
  }

  float[] values(int index) {
    return events[index];
  }

  /** How many events it stands for. */
  float weight(int index) {
    return weights[index];
  }
}
