package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogTopics;
import java.util.Optional;

/** What a training log teaches: the model of the pipeline's kind. Not thread-safe. */
interface Taught {
  /** One that has learnt nothing. */
  static Taught of(LogTopics topics) {
    String log = topics.trainingLog().name();
    return topics.pipeline() instanceof Pipeline scoring
        ? new TaughtReplica(scoring, log)
        : new TaughtRecommender((RecommendPipeline) topics.pipeline(), log);
  }

  /** The model itself. */
  Object model();

  /**
   * @param lesson of the pipeline's kind
   * @throws LogRefusedException when it is another's; nothing is learnt then
   */
  void learn(LogRecord lesson, LogHistory history, long offset);

  /**
   * Begins with what another model knew.
   *
   * @param state as {@link Replica#writeStart} wrote it
   */
  void begin(StateReader state);

  /** Does what an operator's command says, where it is one for the model. */
  void obey(Command.Action action);

  /** What watches its quality; live; empty where nothing does. */
  Optional<QualityDrift> quality();

  /** How many lessons it has learnt. */
  long lessons();

  /** Room for the bytes that {@link #write} writes. */
  StateWriter newState();

  /** How many lessons are applied under one lock: as many as take a fraction of a millisecond. */
  int batch();

  void write(StateWriter out);

  /**
   * @throws IllegalArgumentException when the bytes are not those of such a model
   */
  void read(StateReader in);
}
