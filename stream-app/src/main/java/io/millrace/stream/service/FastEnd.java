package io.millrace.stream.service;

import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.HalfDone;
import io.millrace.stream.training.ReplicaReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The end of an instance under {@code fast}, between that of its applications and that of its
 * replica: whether it may say goodbye. Having worked and stopped in order it may, for itself and
 * for those that fell silent while others went on. Else its last word stays in the replicas topic,
 * and tells an instance under {@code exactly_once} that something may be half done.
 *
 * <p>A thread that died shortly before and was not replaced yet is not noticed.
 */
final class FastEnd implements AutoCloseable {
  private final Map<String, Object> client;
  private final LogTopics topics;
  private final String instance;
  private final boolean leftBefore;
  private final ReplicaReader replica;
  private final List<RunningApplication> worked = new CopyOnWriteArrayList<>();

  /**
   * @param leftBefore whether one of this name was killed before, so that what it left is there
   *     until this one has worked
   */
  FastEnd(
      Map<String, Object> client,
      LogTopics topics,
      String instance,
      boolean leftBefore,
      ReplicaReader replica) {
    this.client = client;
    this.topics = topics;
    this.instance = instance;
    this.leftBefore = leftBefore;
    this.replica = replica;
  }

  /** From here on it works. */
  void of(RunningApplication application) {
    worked.add(application);
  }

  @Override
  public void close() {
    boolean inOrder = worked.stream().allMatch(RunningApplication::endedInOrder);
    if (!inOrder || worked.isEmpty() && leftBefore) {
      replica.leaveSilently();
    } else if (!worked.isEmpty()) {
      try (HalfDone left = new HalfDone(client, topics)) {
        left.finished(instance, System.currentTimeMillis());
      }
    }
  }
}
