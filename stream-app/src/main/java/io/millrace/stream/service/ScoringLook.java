package io.millrace.stream.service;

import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import java.util.List;

/**
 * What the gauges of a pipeline that scores tell of its replica, all of one version: some 30 us a
 * learner.
 *
 * @param examples how many it has learnt
 * @param raised by how much the learning rates are raised
 * @param promotions changes of champion since the log began
 * @param learners in the order of the pipeline file
 */
record ScoringLook(
    long examples,
    double threshold,
    double raised,
    long promotions,
    Quality quality,
    List<Learner> learners) {
  /** Of the learner that serves, over the window; as {@link PrequentialWindow} says each. */
  record Quality(
      double auc,
      double averagePrecision,
      double logLoss,
      double brier,
      double calibrationError,
      ConstantRate.Result baseline,
      int examples) {
    static Quality of(PrequentialWindow window) {
      return new Quality(
          window.auc(),
          window.averagePrecision(),
          window.logLoss(),
          window.brier(),
          window.calibrationError(),
          ConstantRate.inHindsight(window.positiveRate()),
          window.count());
    }
  }

  /**
   * @param evidence that it is better than the one that serves, in what it takes to be promoted; 0
   *     of that one
   */
  record Learner(boolean serves, double evidence, double brier, double calibrationError) {
    static Learner of(Replica model, Member one) {
      boolean serves = model.champion() == one;
      return new Learner(
          serves,
          serves ? 0 : model.contest().of(one).evidence() / model.contest().bar(),
          one.quality().brier(),
          one.quality().calibrationError());
    }
  }

  static ScoringLook at(Replica model) {
    return new ScoringLook(
        model.examples(),
        model.threshold(),
        model.raised(),
        model.contest().reign() - 1,
        Quality.of(model.quality()),
        model.members().stream().map(one -> Learner.of(model, one)).toList());
  }
}
