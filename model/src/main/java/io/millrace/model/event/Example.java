package io.millrace.model.event;

/**
 * A labelled example, the lesson of the training log: first a test of the scores that its event
 * got, then a lesson. It holds no entity key and no text of the event.
 *
 * <p>Where an event counts as negative before its label is known, the two come apart: first a
 * lesson that tests nothing, of weight 0, and in the end a test that teaches nothing more, or the
 * lesson that takes the first one back.
 *
 * @param eventId identity of the event
 * @param eventTime epoch milliseconds
 * @param knownAt when the label was known or assumed, epoch milliseconds
 * @param values one value a feature of the pipeline's feature set, NaN where missing; empty where
 *     it teaches nothing
 * @param positive the label
 * @param assumed whether the label is silence taken for a negative
 * @param weight how many events this one stands for as a test, 0 and up
 * @param rawScores what every learner said at event time, the one that served first: each example
 *     is first a test
 * @param threshold the threshold the first score was compared with
 * @param version offset in the training log of the last record the model had learnt by then
 * @param budgetEntity hash of the entity that the alert budget counts; 0 where it counts events
 * @param models whose each raw score is, in their order; empty where there is one learner alone
 * @param probabilities what each raw score was told as; empty where that was the raw score itself
 * @param lesson how many events this one stands for as a lesson, 0 and up
 * @param reverses the weight of an earlier lesson of the same event and the other label, which this
 *     one takes back; 0 where there was none
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
    double[] probabilities,
    float lesson,
    float reverses) {
  /** Of a pipeline with one learner. */
  public static final long[] ONE_MODEL = {};

  /** Where raw scores are probabilities. */
  public static final double[] UNCALIBRATED = {};

  /** A test and the same lesson. */
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
      long budgetEntity,
      long[] models,
      double[] probabilities) {
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
        models,
        probabilities,
        weight,
        0);
  }

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

  /** Whether it tests the scores that its event got. */
  public boolean tests() {
    return weight > 0;
  }

  /** Whether it teaches anything. */
  public boolean teaches() {
    return lesson > 0;
  }
}
