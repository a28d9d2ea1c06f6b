package io.millrace.stream.cli;

import io.millrace.stream.config.Durations;
import io.millrace.stream.feed.Labels;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where the labels of an events file come from. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "labels in a file of their own, CSV or JSON lines: the event's id and the value under the"
              + " names of the pipeline file, and known_at")
  private Path file;

  @Option(
      names = "--labels-from",
      paramLabel = "COLUMN",
      description = "labels are this column of the events file; it is taken out of every event")
  private String column;

  @Option(
      names = "--label-delay",
      paramLabel = "DURATION",
      description = "how long after its event a label of the column is known, e.g. 7d")
  private String delay;

  @Option(
      names = "--positives-only",
      description = "tells positive labels only, as chargebacks come; silence means what it means")
  private boolean positivesOnly;

  Labels read() {
    if (file != null && column != null) {
      throw new IllegalArgumentException("found --labels and --labels-from, expected one of them");
    }
    if ((column != null) != (delay != null)) {
      throw new IllegalArgumentException(
          "found only one of --labels-from and --label-delay, expected both, e.g. --labels-from"
              + " fraud --label-delay 7d");
    }
    Duration late = delay == null ? Duration.ZERO : Durations.parse(delay);
    return new Labels(column, late, file, positivesOnly);
  }
}
