package io.millrace.stream.training;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.LogRecord;
import java.util.List;

/** What a snapshot of a pipeline that recommends holds, for tests of its bytes. */
public final class TaughtBytes {
  private TaughtBytes() {}

  /** After these lessons. */
  public static byte[] of(RecommendPipeline pipeline, List<Lesson> lessons) {
    TaughtRecommender taught = new TaughtRecommender(pipeline, "log");
    for (int i = 0; i < lessons.size(); i++) {
      taught.learn(new LogRecord.Taken("a" + i, lessons.get(i)), new LogHistory(), i);
    }
    return bytes(taught);
  }

  /** The bytes that this release writes of a model that it read. */
  public static byte[] again(RecommendPipeline pipeline, byte[] bytes) {
    TaughtRecommender taught = new TaughtRecommender(pipeline, "log");
    taught.read(new StateReader(bytes));
    return bytes(taught);
  }

  private static byte[] bytes(TaughtRecommender taught) {
    StateWriter out = taught.newState();
    taught.write(out);
    return out.toBytes();
  }
}
