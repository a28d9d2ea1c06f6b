package io.millrace.stream.service;

/** Who answers for users' lists: tells one, or says who can. Thread-safe. */
public interface UserLists {
  /** What becomes of a question. */
  sealed interface Reply {
    /** The list, as JSON. */
    @SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
    record Told(byte[] json) implements Reply {}

    /** Another instance holds the user's memory: {@code host:port}. */
    record Elsewhere(String address) implements Reply {}

    /** Nobody can say now; asking again helps. */
    record NotNow(String why) implements Reply {}
  }

  /** How many items a list has where the asker does not say. */
  int usual();

  /**
   * @param k at most so many items
   */
  Reply ask(String user, int k);

  /** A request was answered. */
  void answered(long nanos);
}
