package io.millrace.model.metric;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Exact quality of all scores of one period. Add every scored and labelled event once, in any
 * order, then ask for the {@link Result}. 8 bytes an event besides what {@link PrecisionAtK} keeps.
 * Not thread-safe.
 */
public final class Evaluation {
  private final DoubleList positives = new DoubleList();
  private final DoubleList negatives = new DoubleList();
  private final CalibrationError calibration = new CalibrationError();
  private final String per;
  private final int k;
  private final PrecisionAtK precision;
  private double logLoss;
  private double brier;

  private Evaluation(int k, String per, PrecisionAtK precision) {
    this.k = k;
    this.per = per;
    this.precision = precision;
  }

  /** Everything but precision at k: there is no entity to look at. */
  public static Evaluation withoutEntities() {
    return new Evaluation(0, "", null);
  }

  /**
   * Everything.
   *
   * @param k entities looked at a day, 1 and up
   * @param per the entity's name in the pipeline file
   * @param zone whose calendar days
   */
  public static Evaluation perDay(int k, String per, ZoneId zone) {
    return new Evaluation(k, per, new PrecisionAtK(k, zone));
  }

  /**
   * One event.
   *
   * @param entity the entity as text; ignored without entities
   * @param score what ranks, any monotone scale, not NaN
   * @param probability P(positive), in [0, 1]
   */
  public void add(
      long eventTimeMillis, String entity, double score, double probability, boolean positive) {
    (positive ? positives : negatives).add(RankingMetrics.requireNumber(score));
    logLoss += LogLoss.of(probability, positive);
    brier += Brier.of(probability, positive);
    calibration.add(probability, positive);
    if (precision != null) {
      precision.add(eventTimeMillis, entity, score, positive);
    }
  }

  /** The quality so far; O(n), about 0.2 s for 1.5 million events. */
  public Result result() {
    RankingMetrics.ByClass byClass =
        RankingMetrics.ByClass.sorting(positives.toArray(), negatives.toArray());
    long events = (long) positives.size() + negatives.size();
    return new Result(
        events,
        positives.size(),
        byClass.aucRoc(),
        byClass.averagePrecision(),
        logLoss / events,
        brier / events,
        calibration.value(),
        Optional.ofNullable(precision).map(p -> new AtK(k, per, p.value())),
        calibration.reliability());
  }

  /**
   * Quality of a period. What is not defined for the events seen is NaN: AUC without both classes,
   * average precision without a positive, everything without an event.
   *
   * @param logLoss nats an event
   */
  public record Result(
      long events,
      long positives,
      double aucRoc,
      double averagePrecision,
      double logLoss,
      double brier,
      double calibrationError,
      Optional<AtK> precisionAtK,
      List<ReliabilityBin> reliability) {}

  /** Precision of the k entities of highest score, per day. */
  public record AtK(int k, String per, double value) {}
}
