package io.millrace.stream.labeljoin;

import io.millrace.model.labeljoin.Due;
import io.millrace.stream.topic.DueCodec;
import java.util.Arrays;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is due and when, in order, in a store of Kafka Streams.
 *
 * <p>What is due next is read ahead into {@code head}, so that a search opens one iterator for many
 * answers. Invariant: every due of the store that is not after {@code covered} is in {@code head}.
 * A search starts at {@code covered}: a store on disk keeps what was deleted as tombstones for a
 * while, and a search from the very start would wade through all of them each time.
 */
public final class DueIndex {
  private static final int AHEAD = 512;
  private static final byte[] NOTHING = {};

  private final KeyValueStore<byte[], byte[]> dues;
  private final TreeSet<Due> head = new TreeSet<>();

  /** A key of the store; null until the first search. */
  private byte[] covered;

  public DueIndex(KeyValueStore<byte[], byte[]> dues) {
    this.dues = dues;
  }

  /** Returns its key in the store. */
  public byte[] put(Due due) {
    byte[] key = DueCodec.bytes(due);
    dues.put(key, NOTHING);
    if (covered != null && Arrays.compareUnsigned(key, covered) <= 0) {
      head.add(due);
      if (head.size() > 2 * AHEAD) {
        head.pollLast();
        covered = DueCodec.bytes(head.last());
      }
    }
    return key;
  }

  /** Returns its key in the store, or null if it was not there. */
  public byte[] delete(Due due) {
    byte[] key = DueCodec.bytes(due);
    head.remove(due);
    return dues.delete(key) == null ? null : key;
  }

  /** The first that is due at or before a time, epoch milliseconds; null if none is. */
  public Due first(long upTo) {
    if (head.isEmpty()) readAhead(upTo);
    return head.isEmpty() || head.first().at() > upTo ? null : head.first();
  }

  private void readAhead(long upTo) {
    byte[] end = DueCodec.after(upTo);
    if (covered != null && Arrays.compareUnsigned(covered, end) >= 0) return;
    try (KeyValueIterator<byte[], byte[]> found = dues.range(covered, end)) {
      while (found.hasNext() && head.size() < AHEAD) head.add(DueCodec.due(found.next().key));
      covered = found.hasNext() ? DueCodec.bytes(head.last()) : end;
    }
  }
}
