package io.millrace.stream.service;

import io.millrace.stream.training.ReplicaReader;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much each feature moves the scores, for gauges: one look at the replica for all features, and
 * none while it has learnt little since the last. A look takes some milliseconds, on a thread of
 * its own that ends with it: who asks gets the numbers of the look before. Learning and scoring go
 * on in between: a look is made of slices. Thread-safe.
 */
final class Importance {
  private static final long EVERY = 1000;

  /** Examples that learning waits for at most. */
  private static final int SLICE = 25;

  /** More than a replica remembers. */
  private static final int ALL = 1 << 16;

  private final ReplicaReader replica;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Look last = new Look(Long.MIN_VALUE, new double[0]);

  @SuppressWarnings("ArrayRecordComponent") // Written once, before it is seen.
  private record Look(long examples, double[] importance) {}

  Importance(ReplicaReader replica) {
    this.replica = replica;
  }

  /**
   * Of the feature at a place of the feature set; NaN before the first look.
   *
   * @param learnt how many examples the replica has learnt
   */
  double of(int feature, long learnt) {
    Look seen = last;
    boolean old = seen.examples() < 0 || Math.abs(learnt - seen.examples()) >= EVERY;
    if (old && looking.compareAndSet(false, true)) lookAgain(learnt);
    return feature < seen.importance().length ? seen.importance()[feature] : Double.NaN;
  }

  private void lookAgain(long learnt) {
    Thread thread =
        new Thread(
            () -> {
              try {
                last = new Look(learnt, look());
              } finally {
                looking.set(false);
              }
            },
            "importance");
    thread.setDaemon(true);
    thread.start();
  }

  private double[] look() {
    double[] sum = new double[replica.<Integer>read((model, version) -> model.features().size())];
    double weight = 0;
    for (int from = 0; from < ALL; from += SLICE) {
      int start = from;
      // Other settings may have come in force in between.
      double added =
          replica.read(
              (model, version) ->
                  model.features().size() == sum.length
                      ? model.addImportance(start, start + SLICE, sum)
                      : 0.0);
      if (added == 0) break;
      weight += added;
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= weight;
    }
    return sum;
  }
}
