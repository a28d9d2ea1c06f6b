package io.millrace.model.event;

/**
 * A labelled example, the lesson of the training log. It holds no entity key and no text of the
 * event.
 *
 * @param eventId identity of the event
 * @param eventTime epoch milliseconds
 * @param knownAt when the label was known or assumed, epoch milliseconds
 * @param values one value a feature of the pipeline's feature set, NaN where missing
 * @param positive the label
 * @param assumed whether the label is silence taken for a negative
 * @param weight how many events this one stands for, above 0
 * @param rawScores what every learner said at event time, the one that served first: each example
 *     is first a test
 * @param threshold the threshold the first score was compared with
 * @param version offset in the training log of the last record the model had learnt by then
 * @param budgetEntity hash of the entity that the alert budget counts; 0 where it counts events
 * @param models whose each raw score is, in their order; empty where there is one learner alone
 * @param probabilities what each raw score was told as; empty where that was the raw score itself
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only by contract; copies would cost every event.
public record Example(
    String eventId,
    long eventTime,
    long knownAt,
    float[] values,
    boolean positive,
    boolean assumed,
    float weight,
    double[] rawScores,
    double threshold,
    long version,
    long budgetEntity,
    long[] models,
    double[] probabilities) {
  /** Of a pipeline with one learner. */
  public static final long[] ONE_MODEL = {};

  /** Where raw scores are probabilities. */
  public static final double[] UNCALIBRATED = {};

  /** What one learner alone says, uncalibrated. */
  public Example(
      String eventId,
      long eventTime,
      long knownAt,
      float[] values,
      boolean positive,
      boolean assumed,
      float weight,
      double[] rawScores,
      double threshold,
      long version,
      long budgetEntity) {
    this(
        eventId,
        eventTime,
        knownAt,
        values,
        positive,
        assumed,
        weight,
        rawScores,
        threshold,
        version,
        budgetEntity,
        ONE_MODEL,
        UNCALIBRATED);
  }
}
