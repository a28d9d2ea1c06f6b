package io.millrace.stream.training;

import io.millrace.stream.topic.Keeping;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How an instance's replica lives.
 *
 * @param instance name of the instance, unique among those of the pipeline and the same after a
 *     restart
 * @param snapshotEvery examples from one snapshot to the next, 1 or more: {@code snapshot.every}
 * @param writesSnapshots whether this instance writes them now: it owns learning task 0
 * @param http where the instance answers, {@code host:port}; empty where it does not
 * @param guarantee of the half that scores here, for others to compare; empty where there is none
 * @param keeping how long snapshots are kept
 */
public record ReplicaSettings(
    String instance,
    long snapshotEvery,
    BooleanSupplier writesSnapshots,
    Supplier<String> http,
    Optional<String> guarantee,
    Keeping keeping) {
  public static final long DEFAULT_SNAPSHOT_EVERY = 50_000;

  public ReplicaSettings {
    if (snapshotEvery < 1) {
      throw new IllegalArgumentException(
          "snapshot.every = "
              + snapshotEvery
              + ", expected 1 example or more; start at "
              + DEFAULT_SNAPSHOT_EVERY);
    }
  }
}
