package io.millrace.stream.topic;

import java.time.Duration;

/**
 * How long records are kept, counted from when the broker got them.
 *
 * @param audit of snapshots, and of the feature log at least: how far back a score can be
 *     reproduced, {@code audit_keep}
 * @param others of outcomes, dead letters, feedback, scores and alerts, and of the feature log at
 *     least; must outlast every stop of the service
 */
public record Keeping(Duration audit, Duration others) {
  public static final Keeping DEFAULT = new Keeping(Duration.ofDays(30), Duration.ofDays(30));

  public Keeping {
    require("audit_keep", audit);
    require("keep", others);
  }

  private static void require(String key, Duration found) {
    if (found.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          key + " = " + found + ", expected at least a minute, e.g. 30d");
    }
  }
}
