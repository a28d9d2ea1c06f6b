package io.millrace.stream.observe;

import io.millrace.model.explain.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest alerts of this instance, for its live page. What is told to others is in the alerts
 * topic; after a crash an alert may be here that is not there yet. Thread-safe.
 */
public final class NewestAlerts {
  private static final int KEPT = 20;

  private final Deque<Alert> alerts = new ArrayDeque<>();

  /**
   * @param eventTime epoch milliseconds
   * @param reasons the strongest first
   */
  public record Alert(
      String eventId, long eventTime, double score, double threshold, List<Reason> reasons) {
    public Alert {
      reasons = List.copyOf(reasons);
    }
  }

  synchronized void add(Alert alert) {
    if (alerts.size() == KEPT) alerts.removeLast();
    alerts.addFirst(alert);
  }

  /** The newest first. */
  public synchronized List<Alert> all() {
    return new ArrayList<>(alerts);
  }
}
