package io.millrace.stream.observe;

import io.millrace.model.event.ScoredEvent;

/** Somebody who looks at what is scored. Called by every scoring thread. */
interface ScoreWatch {
  ScoreWatch NONE = event -> {};

  /**
   * @param event only during the call
   */
  void scored(ScoredEvent event);
}
