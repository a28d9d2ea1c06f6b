package io.millrace.model.pipeline;

/**
 * What a pipeline writes for others to read.
 *
 * @param scores topic of every score
 * @param alerts topic of the scores that passed the threshold
 * @param reasons how many of the strongest reasons a score names, 0 to 50
 */
public record Output(String scores, String alerts, int reasons) {
  public static final int DEFAULT_REASONS = 3;

  public Output {
    Settings.requireTopic("output.scores", scores);
    Settings.requireTopic("output.alerts", alerts);
    Settings.require(
        reasons >= 0 && reasons <= 50, "output.reasons", reasons, "0 to 50; start at 3");
  }
}
