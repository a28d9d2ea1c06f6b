package io.millrace.stream.feed;

import io.millrace.model.metric.ListQuality;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** What makes one recommender better than another. */
public enum ListCriterion {
  HIT_RATE_AT_10(ListQuality.Result::hitRate10),
  HIT_RATE_AT_20(ListQuality.Result::hitRate20),
  MRR_AT_10(ListQuality.Result::mrr10),
  NDCG_AT_10(ListQuality.Result::ndcg10);

  private final ToDoubleFunction<ListQuality.Result> value;

  ListCriterion(ToDoubleFunction<ListQuality.Result> value) {
    this.value = value;
  }

  /** Its name in commands and reports. */
  public String word() {
    return ByOption.word(this);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ListCriterion of(String word) {
    return ByOption.of(ListCriterion.class, word);
  }

  /** More is better; what is not defined is worst. */
  Comparator<ListQuality.Result> bestFirst() {
    return Comparator.comparingDouble(this::goodness).reversed();
  }

  private double goodness(ListQuality.Result quality) {
    double found = value.applyAsDouble(quality);
    return Double.isNaN(found) ? Double.NEGATIVE_INFINITY : found;
  }
}
