package io.millrace.stream.training;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
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

  private static final int BYTES = 1 << 20;

  /** A hit is what was among so many. */
  private static final int LISTED = 10;

  private final String log;

  /** Written before what the watch over the hits knows: no recommender's bytes begin so. */
  private static final int WATCHED = 1_000;

  private final Recommender recommender;
  private final Optional<DriftConfig> watch;
  private final Optional<QualityDrift> hits;

  TaughtRecommender(RecommendPipeline pipeline, String log) {
    this.log = log;
    recommender = new Recommender(pipeline.recommender());
    watch = Optional.ofNullable(pipeline.drift());
    hits = watch.map(QualityDrift::ofHits);
  }

  @Override
  public Recommender model() {
    return recommender;
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
    Lesson learnt = taken.lesson();
    recommender.learn(learnt);
    if (learnt.test()) hits.ifPresent(drift -> watch(drift, learnt));
  }

  private void watch(QualityDrift drift, Lesson lesson) {
    int rank = recommender.testedRank();
    long tests = recommender.quality().sinceStart().tests();
    drift.test(rank > 0 && rank <= LISTED, tests, lesson.view().time());
  }

  @Override
  public Optional<QualityDrift> quality() {
    return hits;
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
    return recommender.lessons();
  }

  @Override
  public StateWriter newState() {
    return new StateWriter(BYTES);
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public void write(StateWriter out) {
    hits.ifPresent(
        drift -> {
          out.putInt(WATCHED).putText(watch.orElseThrow().canonical());
          drift.write(out);
        });
    recommender.write(out);
  }

  @Override
  public void read(StateReader in) {
    hits.ifPresent(drift -> read(drift, in));
    recommender.read(in);
  }

  private void read(QualityDrift drift, StateReader in) {
    String expected = watch.orElseThrow().canonical();
    String found = in.getInt() == WATCHED ? in.getText() : "no watch over its hits";
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          log
              + ": state of a model with {"
              + found
              + "}, expected {"
              + expected
              + "}: it is of other settings; without it the log is replayed");
    }
    drift.read(in);
  }
}
