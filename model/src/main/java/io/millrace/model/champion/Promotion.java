package io.millrace.model.champion;

/**
 * When a challenger may take over: {@code promote:} of a pipeline file.
 *
 * @param byEvidence whether it takes over by itself once it has shown that it is better; otherwise
 *     only an operator's command promotes
 * @param level the probability that, in the whole life of a log, a challenger that is not better is
 *     promoted by evidence; 0.000001 to 0.5
 * @param margin by what share its loss must be lower to be better, 0 to 0.5: what is as good by all
 *     that matters is not worth a switch
 * @param calibrationError the highest calibration error it may have, above 0 to 1
 * @param calibrationShare the same as a share of how often the rarer of the two labels came in the
 *     same examples, above 0 to 1000: where one event in a hundred is positive, probabilities four
 *     times too high are an error of 0.03, and of 3 times that rate
 * @param alerts how many times the alerts of the one that serves it may give, 1 to 1000
 */
public record Promotion(
    boolean byEvidence,
    double level,
    double margin,
    double calibrationError,
    double calibrationShare,
    double alerts) {
  public static final Promotion DEFAULT = new Promotion(true, 0.05, 0.01, 0.05, 0.5, 1.5);

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public Promotion {
    require(level >= 1e-6 && level <= 0.5, "level", level, "0.000001 to 0.5; start at 0.05");
    require(margin >= 0 && margin <= 0.5, "margin", margin, "0 to 0.5; start at 0.01");
    require(
        calibrationError > 0 && calibrationError <= 1,
        "calibration_error",
        calibrationError,
        "above 0, at most 1; start at 0.05");
    require(
        calibrationShare > 0 && calibrationShare <= 1000,
        "calibration_share",
        calibrationShare,
        "above 0, at most 1000; start at 0.5");
    require(alerts >= 1 && alerts <= 1000, "alerts", alerts, "1 to 1000; start at 1.5");
  }

  /** The settings as one line of text; equal settings, equal text. */
  public String canonical() {
    return "by="
        + (byEvidence ? "evidence" : "command")
        + " level="
        + level
        + " margin="
        + margin
        + " calibration_error="
        + calibrationError
        + " calibration_share="
        + calibrationShare
        + " alerts="
        + alerts;
  }

  private static void require(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "promote." + key + " = " + found + ", expected " + expected);
    }
  }
}
