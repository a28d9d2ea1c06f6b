package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Propensities;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.training.TaughtBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Recommenders of each generator, with all that may be around them, and settings of pipelines. */
final class ListFormats {
  private static final Map<String, String> GENERATORS = new LinkedHashMap<>();

  static {
    GENERATORS.put("popularity", "half_life: 7d");
    GENERATORS.put(
        "co_occurrence",
        "last: 10, decay: 0.9, fade: 0.8, a: 0.6, b: 0.5, shrink: 4, back: 0.4, keep: 50");
    GENERATORS.put("markov", "last: 4, decay: 0.5, fade: 0.5, b: 0.3, shrink: 2, keep: 50");
    GENERATORS.put(
        "user_neighbours",
        "last: 40, fade: 0.9, a: 0.4, b: 0.2, shrink: 4, neighbours: 20, users: 50, profile: 60,"
            + " takers: 70");
    String sampled = "factors: 4, last: 10, fade: 0.8, rate: 0.2, regularization: 0.02, ";
    GENERATORS.put("bpr", sampled + "negatives: 2, replay: 1, memory: 50, seed: 3");
    GENERATORS.put("embeddings", sampled + "negatives: 5, replay: 2, memory: 60, seed: 4");
    GENERATORS.put("content", "last: 10, fade: 0.8, popular: 0.4, most_events: 99, half_life: 3d");
    GENERATORS.put(
        "isgd",
        "factors: 4, rate: 0.05, regularization: 0.02, iterations: 2, users: 50, seed: 5, start:"
            + " 0.2, spread: 0.01");
  }

  private ListFormats() {}

  static void addTo(List<Format> all) {
    GENERATORS.forEach((kind, settings) -> addRecommender(all, kind, settings));
    addTaught(all);
    all.add(Format.ofSettings("settings-recommend", everything(), true));
    all.add(Format.ofSettings("settings-classify", everythingScored(), true));
    for (String shipped : List.of("recommendations", "fraud")) {
      Path file = Path.of(shipped + ".yaml");
      all.add(
          Format.ofSettings(
              "settings-shipped-" + shipped, PipelineFile.readAny(file, Map.of()), false));
    }
  }

  private static String block(String kind) {
    return "{kind: " + kind + ", " + GENERATORS.get(kind) + "}";
  }

  private static void addRecommender(List<Format> all, String kind, String settings) {
    RecommenderConfig config =
        RecommendFile.read("golden.yaml", EVERYTHING, Map.of("generators", "[" + block(kind) + "]"))
            .recommender();
    Recommender recommender = new Recommender(config);
    for (int i = 0; i < 40; i += 2) {
      ItemDescription about = new ItemDescription("Item " + i, List.of("c" + i % 5), i);
      recommender.notice(new ItemNotice("i" + i, i % 10 == 4, Formats.NOW, about));
    }
    lessons(300).forEach(recommender::learn);
    StateWriter out = new StateWriter();
    recommender.write(out);
    all.add(
        new Format(
            "recommender-" + kind,
            out.toBytes(),
            golden -> {
              Recommender read = new Recommender(config);
              read.read(new StateReader(golden));
              assertThat(read.digest()).isEqualTo(recommender.digest());
            }));
  }

  /** With a watch over its hits, and places given to chance. */
  private static void addTaught(List<Format> all) {
    RecommendPipeline pipeline = everything();
    byte[] bytes = TaughtBytes.of(pipeline, lessons(1_200));
    all.add(
        new Format(
            "recommender-watched",
            bytes,
            golden -> assertThat(TaughtBytes.again(pipeline, golden)).isEqualTo(bytes)));
  }

  private static List<Lesson> lessons(int count) {
    RecommendPipeline pipeline = everything();
    List<Lesson> lessons = new ArrayList<>();
    List<UserHistory> users = new ArrayList<>();
    for (int i = 0; i < 10; i++) users.add(pipeline.newHistory());
    Random random = new Random(5);
    for (int i = 0; i < count; i++) {
      int user = random.nextInt(users.size());
      UserHistory history = users.get(user);
      String item = "i" + random.nextInt(40);
      Activity activity = new Activity("u" + user, item, "purchase", 1, Formats.NOW + i * 60_000L);
      lessons.add(pipeline.lesson(activity, history));
      history.add(activity, 1);
      long[] list = {random.nextLong(), random.nextLong()};
      history.show(
          list, new Propensities(new float[] {0.9f, 0.01f}, new boolean[] {false, i % 2 == 0}));
    }
    return lessons;
  }

  private static RecommendPipeline everything() {
    StringBuilder blocks = new StringBuilder();
    for (String kind : GENERATORS.keySet()) {
      blocks.append(blocks.length() == 0 ? "[" : ", ").append(block(kind));
    }
    return RecommendFile.read(
        "golden.yaml", EVERYTHING, Map.of("generators", blocks.append(']').toString()));
  }

  private static Pipeline everythingScored() {
    // In an order of their own: the file's text is kept.
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("events.keyed_by", "customer");
    overrides.put("labels.channels", "{field: by, order: [a, b]}");
    overrides.put("labels.sample", "{negatives: 0.5}");
    overrides.put("labels.negative_after", "1d");
    overrides.put("learner", "null");
    overrides.put(
        "learners",
        "[{name: a, kind: logistic, update: ftrl, rate: 0.1, hash_bits: 18}, {name: b, kind:"
            + " ensemble, members: [{kind: forest, method: adaptive_random_forest}, {kind:"
            + " wide_and_deep, rate: 0.1, hash_bits: 12}]}]");
    overrides.put("calibrate", "isotonic");
    overrides.put("prior", "{follow: 5000}");
    overrides.put("drift", "{detector: adwin, reaction: reset_challenger}");
    return PipelineFile.read("golden.yaml", Formats.PIPELINE, overrides);
  }

  private static final String EVERYTHING =
      """
      pipeline: golden
      kind: recommend
      generation: 3
      partitions: 2
      activity:
        topic: activity
        format: json
        user: user
        item: item
        type: done
        value: stars
        time: {field: at, format: iso, zone: UTC}
        id: id
        keyed_by: user
        types:
          - {type: view, weight: 0.25, positive: false}
          - {type: purchase, weight: 1}
          - {type: rating, of: 5, power: 2}
      items: {topic: items, format: json, item: id, withdrawn: gone, title: title, categories: genres, separator: "|", price: price}
      recommend:
        k: 20
        positive: 0.5
        repeats: {show: true, except: same_timestamp}
        recent: 30
        remember: 50
        forget: 365d
        items: 1000
        popularity_penalty: 0.1
        explore: {kind: epsilon, share: 0.1, pool: 20, seed: 7}
        diversity: {mmr: 0.8, among: 30}
      generators: [{kind: popularity, half_life: 7d}]
      blend: {candidates: 20, rate: 0.2, initial_weight: 0.5, initial_accumulator: 2}
      drift: {detector: adwin, every: 10000}
      output: {recommendations: lists}
      """;
}
