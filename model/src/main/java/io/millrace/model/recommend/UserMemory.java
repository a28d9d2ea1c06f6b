package io.millrace.model.recommend;

import io.millrace.model.feature.RecentIds;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What whoever serves keeps of a user: the history, and the ids of the user's last 64 activities,
 * by which a repeated one is told.
 */
public final class UserMemory {
  private static final int FORMAT = 1;

  private final UserHistory history;
  private final RecentIds ids = new RecentIds();

  public UserMemory(UserHistory history) {
    this.history = history;
  }

  public UserHistory history() {
    return history;
  }

  /** Whether an activity of that id is among the last. */
  public boolean knows(String id) {
    return ids.contains(id);
  }

  public void remember(String id) {
    ids.add(id);
  }

  public void write(StateWriter out) {
    out.putInt(FORMAT);
    history.write(out);
    ids.write(out);
  }

  /**
   * A memory as {@link #write} wrote it.
   *
   * @param limit how many items the history remembers
   * @throws IllegalArgumentException if the bytes are damaged or of another format
   */
  public static UserMemory read(StateReader in, int limit) {
    int format = in.getInt();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "user memory has format " + format + ", expected " + FORMAT + ": of another release");
    }
    UserMemory memory = new UserMemory(UserHistory.read(in, limit));
    memory.ids.read(in);
    return memory;
  }
}
