package io.millrace.model.labeljoin;

/**
 * A join store on the heap, for streams in or nearly in event-time order: then a change of the due
 * index costs O(1), else O(log n). Not thread-safe.
 */
public final class MemoryJoinStore implements JoinStore {
  private final EntryTable entries = new EntryTable();

  /** One a kind: within a kind dues come nearly in order. */
  private final DueRun[] runs = {new DueRun(), new DueRun(), new DueRun(), new DueRun()};

  /** How many event ids have an entry. */
  public int size() {
    return entries.size();
  }

  /** Reads where a search for an id begins: its memory is at hand then. */
  public int touch(String id) {
    return entries.touch(id);
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
    return entries.remove(id);
  }

  @Override
  public void putDue(Due due) {
    runs[due.kind().ordinal()].add(due);
  }

  @Override
  public void deleteDue(Due due) {
    runs[due.kind().ordinal()].remove(due);
  }

  @Override
  public Due firstDue(long upTo) {
    Due first = null;
    for (DueRun run : runs) {
      Due candidate = run.first(upTo);
      if (candidate != null && (first == null || candidate.compareTo(first) < 0)) {
        first = candidate;
      }
    }
    return first;
  }
}
