package io.millrace.model.evaluate;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Listed;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.recommend.WatchedRecommender;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recommend pipeline over a stream, event by event: each activity first tests the list that the
 * user would have been given just before it, then teaches. What the service does, by the same
 * memories and the same recommender, without Kafka: an activity whose id its user's memory knows is
 * counted, and changes nothing.
 *
 * <p>In lockstep it does what the service does between two looks at the training log: after each
 * activity the user is shown a list, by the model as it was when the stretch of event time began;
 * what the stretch teaches is learnt when the next one begins.
 */
public final class RecommendBacktest {
  private static final long NONE = Long.MIN_VALUE;

  private final RecommendPipeline pipeline;
  private final WatchedRecommender taught;
  private final Recommender recommender;
  private final Asker asker;
  private final long stretch;
  private final Map<String, UserMemory> users = new HashMap<>();
  private final Map<String, Listed> lists = new HashMap<>();
  private final List<ItemNotice> said = new ArrayList<>();
  private final List<Lesson> waiting = new ArrayList<>();
  private long clock = NONE;
  private long boundary = NONE;
  private Listed before;
  private int rank;
  private long repeated;

  /** Learns after every activity, and shows nothing. */
  public RecommendBacktest(RecommendPipeline pipeline) {
    this(pipeline, 0);
  }

  /**
   * @param stretch of event time that is learnt together, milliseconds; 0 learns after every
   *     activity
   */
  public RecommendBacktest(RecommendPipeline pipeline, long stretch) {
    this.pipeline = pipeline;
    this.stretch = stretch;
    taught = new WatchedRecommender(pipeline.recommender(), pipeline.drift());
    recommender = taught.recommender();
    asker = recommender.asker();
    if (stretch == 0) recommender.showsNothing();
  }

  /** The next activity, where nothing tells it from others: never a repeated one. */
  public boolean activity(Activity activity) {
    return activity(activity, null);
  }

  /**
   * The next activity; its type must be one that the pipeline knows.
   *
   * @param id by which a repeated one is told; null where it has none
   * @return whether it tested a list: without lockstep {@link Recommender#tested} tells it, in
   *     lockstep {@link #shownBefore} the one that the user had been shown. A repeated one tests
   *     none
   */
  public boolean activity(Activity activity, String id) {
    advance(activity.time());
    UserMemory memory = users.get(activity.user());
    if (memory == null || pipeline.isForgotten(memory.history(), activity.time())) {
      memory = new UserMemory(pipeline.newHistory());
      users.put(activity.user(), memory);
    }
    if (id != null) {
      if (memory.knows(id)) {
        repeated++;
        return false;
      }
      memory.remember(id);
    }
    UserHistory user = memory.history();
    Lesson lesson = pipeline.lesson(activity, user);
    user.add(activity, lesson.weight());
    if (stretch == 0) {
      taught.learn(lesson);
      rank = lesson.test() ? recommender.testedRank() : 0;
    } else {
      waiting.add(lesson);
      before = lists.get(activity.user());
      rank = before == null ? 0 : Recommender.rank(before.ids(), lesson.item());
      show(activity, user);
    }
    return lesson.test();
  }

  /**
   * What is said of an item; in lockstep it holds from the next stretch on, and is learnt before
   * what this one teaches.
   */
  public void notice(ItemNotice notice) {
    if (stretch == 0) {
      taught.notice(notice);
    } else {
      said.add(notice);
    }
  }

  private void advance(long time) {
    clock = Math.max(clock, time);
    if (stretch == 0) return;
    long start = Math.floorDiv(clock, stretch) * stretch;
    if (start > boundary) {
      finish();
      boundary = start;
    }
  }

  private void show(Activity activity, UserHistory user) {
    long who = TextHash.of(activity.user());
    Listed list =
        asker.show(
            user.view(who, activity.time(), pipeline.listing().asking()), pipeline.listing().k());
    user.show(list.ids(), list.propensities());
    lists.put(activity.user(), list);
  }

  /** Learns what waits for its stretch to end: once, after the last activity. */
  public void finish() {
    said.forEach(taught::notice);
    said.clear();
    waiting.forEach(taught::learn);
    waiting.clear();
  }

  /**
   * The place that the item of the newest activity, which tested a list, had in it, from 1; 0 where
   * it was not listed. In lockstep that list is {@link #shownBefore}.
   */
  public int rank() {
    return rank;
  }

  /** In lockstep, the list that a user was last shown; null if none was. */
  public Listed shown(String user) {
    return lists.get(user);
  }

  /** In lockstep, the list that the newest activity's user was shown before it; null if none. */
  public Listed shownBefore() {
    return before;
  }

  /** What was learnt; live. */
  public Recommender recommender() {
    return recommender;
  }

  /** What watches its hits; live. Empty where the pipeline does not say {@code drift:}. */
  public Optional<QualityDrift> hits() {
    return taught.hits();
  }

  /** SHA-256 of all that was learnt: that of a replica of the service that learnt the same. */
  public byte[] digest() {
    return taught.digest();
  }

  /** How many bytes that is. */
  public int size() {
    StateWriter state = taught.newState();
    taught.write(state);
    return state.size();
  }

  /** How many activities were left out, as their users' memories knew their ids. */
  public long repeated() {
    return repeated;
  }

  /** How many users were active. */
  public int users() {
    return users.size();
  }
}
