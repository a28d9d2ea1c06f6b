package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Asking;
import io.millrace.model.recommend.BlendConfig;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Propensities;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.recommend.UserView;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.ArrivedActivity;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.Source;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What a pipeline that recommends keeps of users and items, and what its log tells. */
final class ActivityFormats {
  private ActivityFormats() {}

  static void addTo(List<Format> all) {
    Activity activity = new Activity("größe", "i7", "rating", Double.NaN, Formats.NOW);
    all.add(
        Format.of(
            "activity",
            Codecs.ACTIVITY,
            new ArrivedActivity(
                "a1", activity, new Source("activity", 3, 1L << 40, Formats.NOW), true)));
    UserView view =
        new UserView(
            -7L,
            new long[] {1, -2},
            new float[] {0.5f, 1},
            new long[] {Formats.NOW - 1, Formats.NOW - Formats.DAY},
            new long[] {-2, Long.MIN_VALUE},
            3,
            Formats.NOW);
    Lesson lesson = new Lesson(view, -9L, "i7", 0.25f, true, new long[] {5, -6}, false);
    all.add(Format.of("log-activity", Codecs.LOG_RECORD, new LogRecord.Taken("a1", lesson)));
    Propensities chances =
        new Propensities(new float[] {0.75f, 0.005f}, new boolean[] {false, true});
    Lesson explored = new Lesson(view, -9L, "i7", 0.25f, true, new long[] {5, -6}, chances, false);
    all.add(
        Format.of("log-activity-explored", Codecs.LOG_RECORD, new LogRecord.Taken("a1", explored)));
    all.add(
        Format.of(
            "log-item",
            Codecs.LOG_RECORD,
            new LogRecord.Noticed("items-0-7", new ItemNotice("i7", true, Formats.NOW))));
    ItemDescription about = new ItemDescription("Größe", List.of("a", "b c"), 12.5);
    all.add(
        Format.of(
            "log-item-described",
            Codecs.LOG_RECORD,
            new LogRecord.Noticed("items-0-8", new ItemNotice("i7", false, Formats.NOW, about))));
    addRecommender(all, about);
    all.add(memory("user-memory", Propensities.NONE, activity));
    all.add(memory("user-memory-explored", chances, activity));
    Activity late = new Activity("u", activity.item(), "purchase", 1, activity.time() - 5);
    all.add(memory("user-memory-late", Propensities.NONE, activity, late));
    all.add(memory("user-memory-explored-late", chances, activity, late));
  }

  private static Format memory(String file, Propensities chances, Activity... activities) {
    UserMemory memory = new UserMemory(new UserHistory(100));
    memory.remember("a1");
    for (Activity activity : activities) memory.history().add(activity, 0.25f);
    memory.history().show(new long[] {5, -6}, chances);
    return Format.of(
        file,
        memory,
        written -> {
          StateWriter out = new StateWriter();
          written.write(out);
          return out.toBytes();
        },
        bytes -> UserMemory.read(new StateReader(bytes), 100));
  }

  /** What a snapshot of a pipeline that recommends holds. */
  private static void addRecommender(List<Format> all, ItemDescription about) {
    RecommenderConfig config =
        new RecommenderConfig(
            List.of(
                new GeneratorConfig.Popularity(Duration.ofDays(7)),
                new GeneratorConfig.CoOccurrence(10, .9, .9, .7, .6, 5, .5, 50)),
            BlendConfig.DEFAULT,
            30);
    Recommender recommender = new Recommender(config);
    recommender.notice(new ItemNotice("i7", false, Formats.NOW, about));
    recommender.notice(new ItemNotice("i8", true, Formats.NOW));
    UserHistory history = new UserHistory(100);
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      Activity activity =
          new Activity("u", "i" + random.nextInt(40), "purchase", 1, Formats.NOW + i * 60_000L);
      recommender.learn(history.lesson(activity, 1, true, new Asking(20, true, true)));
      history.add(activity, 1);
    }
    all.add(
        new Format(
            "recommender",
            bytes(recommender),
            golden -> {
              Recommender read = new Recommender(config);
              read.read(new StateReader(golden));
              assertThat(read.digest()).isEqualTo(recommender.digest());
            }));
  }

  private static byte[] bytes(Recommender recommender) {
    StateWriter out = new StateWriter();
    recommender.write(out);
    return out.toBytes();
  }
}
