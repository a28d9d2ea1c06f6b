package io.millrace.stream.topic;

/**
 * What an operator wants of a pipeline. It goes to the commands topic, and from there once, by its
 * id, into the training log: what every replica then makes of it follows from the log.
 *
 * @param id what makes it the same command however often it is sent
 * @param generation of the pipeline it is meant for
 * @param issued when, epoch milliseconds
 * @param by who
 */
public record Command(String id, int generation, long issued, String by, Action action) {
  /** What is to be done. */
  public sealed interface Action {
    /** One word for lists. */
    String kind();

    /** What it says beside its kind, short; may be empty. */
    String said();
  }

  /** From here on the log is learnt by these settings. */
  public record Configure(LogRecord.Configured settings) implements Action {
    @Override
    public String kind() {
      return "configure";
    }

    @Override
    public String said() {
      return "";
    }
  }

  /**
   * From here on this raw score is an alert.
   *
   * @param value in [0, 1]
   */
  public record OverrideThreshold(double value) implements Action {
    @Override
    public String kind() {
      return "threshold";
    }

    @Override
    public String said() {
      return Double.toString(value);
    }
  }

  /** From here on the threshold is again what the settings make of it. */
  public record ReleaseThreshold() implements Action {
    @Override
    public String kind() {
      return "threshold";
    }

    @Override
    public String said() {
      return "released";
    }
  }
}
