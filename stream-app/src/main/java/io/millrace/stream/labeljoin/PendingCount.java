package io.millrace.stream.labeljoin;

import io.millrace.model.labeljoin.Due;
import io.millrace.stream.topic.DueCodec;
import java.util.Arrays;
import java.util.OptionalLong;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How many scored events wait for their label: each has one horizon in the due store. Exact, and
 * found without one long scan: a task that starts counts what it finds a bounded number of keys at
 * a time, while it works.
 *
 * <p>Invariant: {@code count} is the number of horizons in the store whose keys are not after
 * {@code counted}; what is put and deleted there is told, what lies behind is still to be scanned.
 */
final class PendingCount {
  private final KeyValueStore<byte[], byte[]> dues;
  private long count;
  private boolean complete;

  /** The last key that was scanned; null until the first. */
  private byte[] counted;

  PendingCount(KeyValueStore<byte[], byte[]> dues) {
    this.dues = dues;
  }

  /** A key came that the store did not have. */
  void added(byte[] key) {
    if (isCounted(key)) count++;
  }

  /** A key went that the store had. */
  void removed(byte[] key) {
    if (isCounted(key)) count--;
  }

  private boolean isCounted(byte[] key) {
    return DueCodec.kind(key) == Due.Kind.HORIZON
        && (complete || counted != null && Arrays.compareUnsigned(key, counted) <= 0);
  }

  /** Counts some more of what was there before. */
  void goOn(int keys) {
    if (complete) return;
    try (KeyValueIterator<byte[], byte[]> found = dues.range(counted, null)) {
      for (int left = keys; left > 0 && found.hasNext(); ) {
        byte[] key = found.next().key;
        if (Arrays.equals(key, counted)) continue;
        if (DueCodec.kind(key) == Due.Kind.HORIZON) count++;
        counted = key;
        left--;
      }
      complete = !found.hasNext();
    }
  }

  /** Empty until all that was there before has been counted. */
  OptionalLong get() {
    return complete ? OptionalLong.of(count) : OptionalLong.empty();
  }
}
