package io.millrace.stream.labeljoin;

import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.labeljoin.JoinStore;
import org.apache.kafka.streams.state.KeyValueStore;

/** The label join's entries and due index in two stores of Kafka Streams. */
final class StoredJoin implements JoinStore {
  private final KeyValueStore<String, JoinEntry> entries;
  private final DueIndex dues;
  private final PendingCount pending;

  StoredJoin(KeyValueStore<String, JoinEntry> entries, KeyValueStore<byte[], byte[]> dues) {
    this.entries = entries;
    this.dues = new DueIndex(dues);
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
    // The label join puts one horizon an event, when it begins to wait.
    pending.added(dues.put(due));
  }

  @Override
  public void deleteDue(Due due) {
    byte[] key = dues.delete(due);
    if (key != null) pending.removed(key);
  }

  @Override
  public Due firstDue(long upTo) {
    return dues.first(upTo);
  }
}
