package io.millrace.stream.labeljoin;

import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.labeljoin.JoinStore;
import io.millrace.stream.topic.DueCodec;
import java.util.Arrays;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The label join's entries and due index in two stores of Kafka Streams.
 *
 * <p>What is due next is read ahead into {@code head}, so that a search opens one iterator for many
 * answers. Invariant: every due of the store that is not after {@code covered} is in {@code head}.
 * A search starts at {@code covered}: a store on disk keeps what was deleted as tombstones for a
 * while, and a search from the very start would wade through all of them each time.
 */
final class StoredJoin implements JoinStore {
  private static final int AHEAD = 512;
  private static final byte[] NOTHING = {};

  private final KeyValueStore<String, JoinEntry> entries;
  private final KeyValueStore<byte[], byte[]> dues;
  private final TreeSet<Due> head = new TreeSet<>();
  private final PendingCount pending;

  /** A key of the due store; null until the first search. */
  private byte[] covered;

  StoredJoin(KeyValueStore<String, JoinEntry> entries, KeyValueStore<byte[], byte[]> dues) {
    this.entries = entries;
    this.dues = dues;
    pending = new PendingCount(dues);
  }

  /** The events that wait; see {@link PendingCount#goOn}. */
  PendingCount pending() {
    return pending;
  }

  @Override
  public JoinEntry get(String id) {
    return entries.get(id);
  }

  @Override
  public void put(String id, JoinEntry entry) {
    entries.put(id, entry);
  }

  @Override
  public JoinEntry remove(String id) {
    return entries.delete(id);
  }

  @Override
  public void putDue(Due due) {
    byte[] key = DueCodec.bytes(due);
    dues.put(key, NOTHING);
    // The label join puts one horizon an event, when it begins to wait.
    pending.added(key);
    if (covered == null || Arrays.compareUnsigned(key, covered) > 0) return;
    head.add(due);
    if (head.size() > 2 * AHEAD) {
      head.pollLast();
      covered = DueCodec.bytes(head.last());
    }
  }

  @Override
  public void deleteDue(Due due) {
    byte[] key = DueCodec.bytes(due);
    if (dues.delete(key) != null) pending.removed(key);
    head.remove(due);
  }

  @Override
  public Due firstDue(long upTo) {
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
