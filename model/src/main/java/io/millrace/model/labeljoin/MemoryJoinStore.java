package io.millrace.model.labeljoin;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A join store on the heap. O(log n) a change of the due index. Not thread-safe. */
public final class MemoryJoinStore implements JoinStore {
  private final Map<String, JoinEntry> entries = new HashMap<>();
  private final TreeSet<Due> dues = new TreeSet<>();

  /** How many event ids have an entry. */
  public int size() {
    return entries.size();
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
  public void delete(String id) {
    entries.remove(id);
  }

  @Override
  public void putDue(Due due) {
    dues.add(due);
  }

  @Override
  public void deleteDue(Due due) {
    dues.remove(due);
  }

  @Override
  public Due firstDue(long upTo) {
    return dues.isEmpty() || dues.first().at() > upTo ? null : dues.first();
  }
}
