package io.millrace.model.event;

import java.util.List;

/**
 * An event with its features as they were, what every model made of them, and by which version: the
 * record of the feature log. It feeds the label join and the audit.
 *
 * @param eventId identity of the event
 * @param eventTime epoch milliseconds
 * @param values one value a feature of the pipeline's feature set, NaN where missing
 * @param categories the text of each category feature in the order of the feature set, null where
 *     missing; for reasons only
 * @param rawScores raw score of each member model, in [0, 1]; the first one served
 * @param threshold the threshold the score was compared with
 * @param version offset in the training log of the last record the model had learnt, -1 for none
 * @param entities one an entity of the feature set, null where the event lacks it
 * @param budgetEntity hash of the entity that the alert budget counts; 0 where it counts events
 * @param models whose each raw score is, in their order; empty where there is one learner alone
 * @param probabilities what each raw score was told as; empty where that was the raw score itself
 */
@SuppressWarnings("ArrayRecordComponent") // Read-only by contract; copies would cost every event.
public record ScoredEvent(
    String eventId,
    long eventTime,
    float[] values,
    List<String> categories,
    double[] rawScores,
    double threshold,
    long version,
    List<EntityRef> entities,
    long budgetEntity,
    long[] models,
    double[] probabilities) {
  /** Of a pipeline with one learner. */
  public static final long[] ONE_MODEL = {};

  /** Where raw scores are probabilities. */
  public static final double[] UNCALIBRATED = {};

  /** What one learner alone says, uncalibrated. */
  public ScoredEvent(
      String eventId,
      long eventTime,
      float[] values,
      List<String> categories,
      double[] rawScores,
      double threshold,
      long version,
      List<EntityRef> entities,
      long budgetEntity) {
    this(
        eventId,
        eventTime,
        values,
        categories,
        rawScores,
        threshold,
        version,
        entities,
        budgetEntity,
        ONE_MODEL,
        UNCALIBRATED);
  }
}
