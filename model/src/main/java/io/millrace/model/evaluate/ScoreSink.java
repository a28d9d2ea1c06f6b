package io.millrace.model.evaluate;

import io.millrace.model.event.ScoredEvent;

/** Hears of every score at event time, before anything later is learnt. */
@FunctionalInterface
public interface ScoreSink {
  /**
   * @param scored the event with its features and raw score
   * @param probability of positive, in [0, 1]
   */
  void scored(ScoredEvent scored, double probability);
}
