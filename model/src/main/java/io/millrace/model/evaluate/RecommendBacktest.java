package io.millrace.model.evaluate;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.UserHistory;
import java.util.HashMap;
import java.util.Map;

/**
 * A recommend pipeline over a stream, event by event: each activity first tests the list that the
 * user would have been given just before it, then teaches. What the service does, by the same
 * histories and the same recommender, without Kafka.
 */
public final class RecommendBacktest {
  private final RecommendPipeline pipeline;
  private final Recommender recommender;
  private final Map<String, UserHistory> users = new HashMap<>();

  public RecommendBacktest(RecommendPipeline pipeline) {
    this.pipeline = pipeline;
    recommender = new Recommender(pipeline.recommender());
  }

  /**
   * The next activity; its type must be one that the pipeline knows.
   *
   * @return whether it tested the list, which {@link Recommender#tested} then tells
   */
  public boolean activity(Activity activity) {
    UserHistory user = users.computeIfAbsent(activity.user(), name -> pipeline.newHistory());
    Lesson lesson = pipeline.lesson(activity, user);
    recommender.learn(lesson);
    user.add(activity, lesson.weight());
    return lesson.test();
  }

  /** What was learnt; live. */
  public Recommender recommender() {
    return recommender;
  }

  /** How many users were active. */
  public int users() {
    return users.size();
  }
}
