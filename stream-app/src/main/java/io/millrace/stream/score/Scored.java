package io.millrace.stream.score;

import io.millrace.stream.topic.ScoredRecord;

/** An event with its score: the feature log's record, and what the readers of scores are told. */
public record Scored(ScoredRecord record, Model.Answer answer) {
  public boolean isAlert() {
    return answer.isAlert();
  }
}
