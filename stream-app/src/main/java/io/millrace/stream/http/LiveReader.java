package io.millrace.stream.http;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * One who reads the live page. What he is told is written on a thread of its own, which he alone
 * can hold up; what is new meanwhile replaces what waits, so that he misses some and never lags.
 * Thread-safe.
 */
final class LiveReader {
  private final BiConsumer<String, String> connection;
  private final Executor writers;
  private String history;
  private String state;
  private boolean writing;

  /**
   * @param connection takes an event's name and data; may block
   * @param history told first
   */
  LiveReader(BiConsumer<String, String> connection, Executor writers, String history) {
    this.connection = connection;
    this.writers = writers;
    this.history = history;
  }

  /** Returns at once. */
  synchronized void tell(String newest) {
    state = newest;
    if (writing) return;
    writing = true;
    writers.execute(this::write);
  }

  private void write() {
    for (String[] event = next(); event != null; event = next()) {
      connection.accept(event[0], event[1]);
    }
  }

  /** Null where nothing waits: the thread then goes. */
  private synchronized String[] next() {
    if (history != null) {
      String[] event = {"history", history};
      history = null;
      return event;
    }
    if (state == null) {
      writing = false;
      return null;
    }
    String[] event = {"state", state};
    state = null;
    return event;
  }
}
