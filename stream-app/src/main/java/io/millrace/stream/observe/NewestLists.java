package io.millrace.stream.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest lists of this instance that followed an activity, for its live page. What is told to
 * others is in the topic of lists; after a crash a list may be here that is not there yet.
 * Thread-safe.
 */
public final class NewestLists {
  private static final int KEPT = 10;
  public static final int ITEMS = 5;

  private final Deque<MadeList> lists = new ArrayDeque<>();

  /**
   * @param eventTime of the activity, epoch milliseconds
   * @param items best first; the first {@value #ITEMS} are kept
   */
  public record MadeList(String user, long eventTime, List<Item> items) {
    public MadeList {
      items = items.stream().limit(ITEMS).toList();
    }
  }

  /**
   * @param item its title, where none is known its id
   * @param because the item of the user's history that speaks for it, told alike; empty where none
   *     does
   */
  public record Item(String item, String because) {}

  public synchronized void add(MadeList list) {
    if (lists.size() == KEPT) lists.removeLast();
    lists.addFirst(list);
  }

  /** The newest first. */
  public synchronized List<MadeList> all() {
    return new ArrayList<>(lists);
  }
}
