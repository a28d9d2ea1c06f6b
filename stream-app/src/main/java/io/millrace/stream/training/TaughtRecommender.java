package io.millrace.stream.training;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.WatchedRecommender;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import java.util.List;
import java.util.Optional;

/** The model of a pipeline that recommends. No command but new settings is for it. */
final class TaughtRecommender implements Taught {
  /** At some 300 us a lesson. */
  private static final int BATCH = 4;

  private final String log;
  private final WatchedRecommender recommender;

  TaughtRecommender(RecommendPipeline pipeline, String log) {
    this.log = log;
    recommender = new WatchedRecommender(pipeline.recommender(), pipeline.drift());
  }

  @Override
  public Recommender model() {
    return recommender.recommender();
  }

  @Override
  public void learn(LogRecord lesson, LogHistory history, long offset) {
    if (lesson instanceof LogRecord.Noticed noticed) {
      recommender.notice(noticed.notice());
      return;
    }
    if (!(lesson instanceof LogRecord.Taken taken)) {
      throw new LogRefusedException(
          log
              + " at offset "
              + offset
              + ": an example of a classify pipeline, expected what a user took; a pipeline of the"
              + " same name writes to this log: name one of them otherwise",
          List.of());
    }
    recommender.learn(taken.lesson());
  }

  @Override
  public Optional<QualityDrift> quality() {
    return recommender.hits();
  }

  @Override
  public void begin(StateReader state) {
    throw new IllegalStateException(
        log + " has a start, expected none: a pipeline that recommends begins with nothing");
  }

  @Override
  public void obey(Command.Action action) {}

  @Override
  public long lessons() {
    return recommender.recommender().lessons();
  }

  @Override
  public StateWriter newState() {
    return recommender.newState();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public void write(StateWriter out) {
    recommender.write(out);
  }

  @Override
  public void read(StateReader in) {
    recommender.read(in);
  }
}
