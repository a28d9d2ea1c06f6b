package io.millrace.stream.feed;

import io.millrace.model.metric.Evaluation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What makes one model better than another. */
public enum Criterion {
  AVERAGE_PRECISION,
  AUC_ROC,
  PRECISION_AT,
  LOG_LOSS;

  /** Its name in commands and reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> words() {
    return Stream.of(values()).map(Criterion::word).toList();
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Criterion of(String word) {
    return Stream.of(values())
        .filter(criterion -> criterion.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--by " + word + ", expected one of " + String.join(", ", words())));
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
