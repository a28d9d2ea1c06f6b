package io.millrace.stream.service;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service has opened, in that order; closed in the other. One thread may close while another
 * still opens: what comes too late is closed at once. Thread-safe.
 */
final class Opened implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final String service;
  private final List<AutoCloseable> all = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param service whose, for people
   */
  Opened(String service) {
    this.service = service;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * @throws IllegalStateException when it is too late
   */
  synchronized <T extends AutoCloseable> T add(T closeable) {
    if (closed) {
      close(closeable);
      throw new IllegalStateException(service + " was closed while it started");
    }
    all.add(closeable);
    return closeable;
  }

  /** Whatever cannot be closed is logged, and the rest is closed. Again it does nothing. */
  @Override
  public void close() {
    List<AutoCloseable> now;
    synchronized (this) {
      closed = true;
      now = new ArrayList<>(all);
      all.clear();
    }
    for (int i = now.size() - 1; i >= 0; i--) close(now.get(i));
  }

  private void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("{}: closing {} failed", service, closeable, e);
    }
  }
}
