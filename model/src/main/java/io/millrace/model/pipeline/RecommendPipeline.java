package io.millrace.model.pipeline;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.Reaction;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Diversity;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.model.recommend.UserHistory;

/**
 * A pipeline that recommends items to users from what they did, as its file says it: everything the
 * service needs to know of its trade.
 *
 * @param name of the pipeline, part of topic names and of application ids
 * @param generation 1 or more; another generation has its own log, stores and application ids
 * @param partitions of the topics made for it
 * @param items where it hears of its items; null where it does not
 * @param drift what watches whether its lists hit less than before; null where nothing does
 * @param output topic of the lists
 * @param file the file's text after overrides, by which the same pipeline can be read again; empty
 *     where it was made without one
 */
public record RecommendPipeline(
    String name,
    int generation,
    int partitions,
    ActivitySource activity,
    ItemSource items,
    Listing listing,
    RecommenderConfig recommender,
    DriftConfig drift,
    String output,
    String file)
    implements AnyPipeline {
  /** The word of a pipeline file for this kind. */
  public static final String KIND = "recommend";

  public RecommendPipeline {
    Settings.requireName("pipeline", name);
    Settings.require(
        generation >= 1 && generation <= 1_000_000, "generation", generation, "1 to 1000000");
    Settings.require(
        partitions >= 1 && partitions <= 1000, "partitions", partitions, "1 to 1000; start at 6");
    Settings.require(
        drift == null || drift.reaction().kind() == Reaction.Kind.NONE,
        "drift.reaction",
        drift == null ? null : drift.reaction().kind().word(),
        "no such key where lists are made: their generators have no rate to raise");
    Settings.requireTopic("output.recommendations", output);
    Settings.require(
        !output.equals(activity.topic()),
        "output.recommendations",
        output,
        "a topic other than that of activity.topic");
    Settings.require(
        items == null || !items.topic().equals(output) && !items.topic().equals(activity.topic()),
        "items.topic",
        items == null ? null : items.topic(),
        "a topic other than those of activity.topic and output.recommendations");
  }

  /** The same with another recommender; no file says it. */
  public RecommendPipeline with(RecommenderConfig other) {
    return new RecommendPipeline(
        name, generation, partitions, activity, items, listing, other, drift, output, "");
  }

  /**
   * An activity as a test and a lesson for the model.
   *
   * @param before what the user did, without the activity
   */
  public Lesson lesson(Activity activity, UserHistory before) {
    ActivityType type = activity().type(activity.type());
    boolean positive =
        type.positive()
            && (listing.positive() == Double.NEGATIVE_INFINITY
                || activity.value() >= listing.positive());
    return before.lesson(activity, type.weightOf(activity.value()), positive, listing.asking());
  }

  /** A history of a user who did nothing. */
  public UserHistory newHistory() {
    return new UserHistory(listing.remember());
  }

  /** Whether a history in which nothing happened since then is forgotten at a time. */
  public boolean isForgotten(UserHistory history, long time) {
    return history.lastTime() != Long.MIN_VALUE
        && history.lastTime() < time - listing.forget().toMillis();
  }

  @Override
  public long lessonFingerprint() {
    return 0;
  }

  @Override
  public int arithmetic() {
    return Recommender.ARITHMETIC_VERSION;
  }

  @Override
  public String canonicalSettings() {
    StringBuilder text = new StringBuilder();
    put(text, "format", 1);
    put(text, "pipeline", name);
    put(text, "kind", KIND);
    put(text, "generation", generation);
    put(text, "partitions", partitions);
    put(text, "activity.keyed_by_user", activity.keyedByUser());
    for (ActivityType type : activity.types()) {
      put(text, "type." + type.name(), type);
    }
    put(text, "recommend.positive", listing.positive());
    put(text, "recommend.asking", listing.asking());
    put(text, "recommend.remember", listing.remember());
    put(text, "recommend.forget", listing.forget());
    int number = 0;
    for (GeneratorConfig generator : recommender.generators()) {
      put(text, "generator." + number++, generator);
    }
    put(text, "blend", recommender.blend());
    put(text, "catalogue.items", recommender.items());
    if (recommender.popularityPenalty() != 0) {
      put(text, "popularity_penalty", recommender.popularityPenalty());
    }
    if (recommender.exploration() != null) put(text, "explore", recommender.exploration());
    if (drift != null) {
      put(text, "drift.detector", drift.detector().word());
      if (drift.detector().hasRunLength()) put(text, "drift.every", drift.every());
    }
    if (!recommender.diversity().equals(Diversity.NONE)) {
      put(text, "diversity", recommender.diversity());
    }
    return text.toString();
  }

  private static void put(StringBuilder text, String key, Object value) {
    text.append(key).append(" = ").append(value).append('\n');
  }
}
