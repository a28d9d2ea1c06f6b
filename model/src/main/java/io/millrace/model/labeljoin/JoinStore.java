package io.millrace.model.labeljoin;

/**
 * Where a label join keeps its entries (one an event id) and its due index (a sorted set). The join
 * is the only one to change it. Entries and dues are values; what was put is what is got.
 */
public interface JoinStore {
  /** The entry of an event id, or null. */
  JoinEntry get(String id);

  /** Stores an entry in place of any other of the same id. */
  void put(String id, JoinEntry entry);

  /** Drops the entry of an event id; returns what it was, or null. */
  JoinEntry remove(String id);

  /** Adds to the due index; adding an equal one again changes nothing. */
  void putDue(Due due);

  /** Takes out of the due index; no error if it is not there. */
  void deleteDue(Due due);

  /**
   * The least entry of the due index with {@link Due#at} not above {@code upTo}, or null. It is
   * asked in a row, each time after the answer was deleted, so a store on disk should not search
   * through what was deleted before.
   */
  Due firstDue(long upTo);
}
