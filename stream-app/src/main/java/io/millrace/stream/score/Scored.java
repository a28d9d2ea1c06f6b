package io.millrace.stream.score;

import io.millrace.stream.topic.ScoredRecord;

/**
 * An event with its score: the feature log's record, and what the readers of scores are told.
 *
 * @param told whether they are: another generation may answer for the event
 */
public record Scored(ScoredRecord record, Model.Answer answer, boolean told) {
  public boolean isAlert() {
    return answer.isAlert();
  }
}
