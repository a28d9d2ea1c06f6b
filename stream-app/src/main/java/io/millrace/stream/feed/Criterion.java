package io.millrace.stream.feed;

import io.millrace.model.metric.Evaluation;
import java.util.Comparator;

/** What makes one model better than another. */
public enum Criterion {
  AVERAGE_PRECISION,
  AUC_ROC,
  PRECISION_AT,
  LOG_LOSS;

  /** Its name in commands and reports. */
  public String word() {
    return ByOption.word(this);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Criterion of(String word) {
    return ByOption.of(Criterion.class, word);
  }

  /** More is better; what is not defined is worst. */
  double goodness(Evaluation.Result quality) {
    double value =
        switch (this) {
          case AVERAGE_PRECISION -> quality.averagePrecision();
          case AUC_ROC -> quality.aucRoc();
          case PRECISION_AT -> quality.precisionAtK().map(Evaluation.AtK::value).orElse(Double.NaN);
          case LOG_LOSS -> -quality.logLoss();
        };
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  Comparator<Evaluation.Result> bestFirst() {
    return Comparator.comparingDouble(this::goodness).reversed();
  }
}
