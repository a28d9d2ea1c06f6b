package io.millrace.stream.observe;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which of a pipeline's scoring tasks are here. Thread-safe. */
public final class TaskShare {
  private final Set<Integer> here = ConcurrentHashMap.newKeySet();

  /** The task of a partition has come. */
  public void add(int partition) {
    here.add(partition);
  }

  /** The task of a partition has left. */
  public void remove(int partition) {
    here.remove(partition);
  }

  /**
   * What part of all they are, 0 to 1.
   *
   * @param partitions how many tasks there are
   */
  double of(int partitions) {
    return Math.min(1, (double) here.size() / partitions);
  }
}
