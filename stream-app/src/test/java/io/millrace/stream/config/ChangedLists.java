package io.millrace.stream.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Of each key of a pipeline that recommends two values, as overrides of a file, for a test. */
final class ChangedLists {
  static final String BASE =
      """
      pipeline: films
      kind: recommend
      activity:
        topic: ratings
        format: json
        user: user
        item: film
        type: done
        value: stars
        time: {field: at, format: iso, zone: UTC}
        types: [{type: view, weight: 0.2}, {type: rating, of: 5, power: 2}]
      recommend: {k: 10, repeats: {show: true}}
      generators: [{kind: popularity, half_life: 7d}]
      output: {recommendations: lists}
      """;

  /** By section and key: overrides before and after, one a line. */
  static final Map<String, List<String>> FORMS = new HashMap<>();

  private static final List<String> SAMPLED =
      List.of(
          "factors: 16",
          "last: 10",
          "fade: 0.5",
          "rate: 0.2",
          "regularization: 0.1",
          "negatives: 5",
          "replay: 1",
          "memory: 1000",
          "seed: 7");

  static {
    add("recommend_pipeline.pipeline", "pipeline=others");
    add("recommend_pipeline.generation", "generation=2");
    add("recommend_pipeline.partitions", "partitions=7");
    add("activity.topic", "activity.topic=others");
    add("activity.id", "activity.id=id");
    add("activity.user", "activity.user=who");
    add("activity.item", "activity.item=what");
    add("activity.type", "activity.type=kind");
    add("activity.value", "activity.value=points");
    add("activity.max_ahead", "activity.max_ahead=1h");
    add("activity.keyed_by", "activity.keyed_by=user");
    add("activity_type.type", "activity.types[0].type=look");
    add("activity_type.weight", "activity.types[0].weight=0.3");
    add("activity_type.of", "activity.types[1].of=10");
    add("activity_type.power", "activity.types[1].power=3");
    add("activity_type.positive", "activity.types[0].positive=false");
    add("recommend.k", "recommend.k=20");
    add("recommend.positive", "recommend.positive=4");
    add("recommend.recent", "recommend.recent=50");
    add("recommend.remember", "recommend.remember=200");
    add("recommend.forget", "recommend.forget=730d");
    add("recommend.items", "recommend.items=1000");
    add("recommend.popularity_penalty", "recommend.popularity_penalty=0.1");
    add("repeats.show", "recommend.repeats.show=false");
    add("repeats.except", "recommend.repeats.except=same_timestamp");
    add("recommend_output.recommendations", "output.recommendations=others");
    blocks("items", "topic: films, format: json, item: film, title: title, categories: genres")
        .forms(
            "topic: others",
            "item: id",
            "withdrawn: gone",
            "title: name",
            "categories: tags",
            "separator: ' '",
            "price: cost");
    blocks("recommend.explore", "kind: epsilon, share: 0.05")
        .forms("share: 0.1", "pool: 20", "seed: 7");
    blocks("recommend.diversity", "mmr: 0.8").forms("mmr: 0.9", "among: 50");
    blocks("blend", "rate: 0.1")
        .forms("candidates: 100", "rate: 0.2", "initial_weight: 2", "initial_accumulator: 2");
    new Blocks("list_drift", "drift", "detector: adwin").forms("detector: hddm_a", "every: 20000");
    generator("popularity", ", half_life: 7d", "half_life: 8d");
    generator(
        "co_occurrence",
        "",
        "last: 20",
        "decay: 0.5",
        "fade: 0.5",
        "a: 0.1",
        "b: 0.1",
        "shrink: 7",
        "back: 0.1",
        "keep: 100");
    generator(
        "markov", "", "last: 6", "decay: 0.5", "fade: 0.5", "b: 0.1", "shrink: 7", "keep: 100");
    generator(
        "user_neighbours",
        "",
        "last: 20",
        "fade: 0.5",
        "a: 0.1",
        "b: 0.1",
        "shrink: 7",
        "neighbours: 50",
        "users: 1000",
        "profile: 100",
        "takers: 100");
    generator("bpr", "", SAMPLED.toArray(String[]::new));
    generator("embeddings", "", SAMPLED.toArray(String[]::new));
    generator(
        "content", "", "last: 10", "fade: 0.5", "popular: 0.1", "most_events: 5", "half_life: 3d");
    generator(
        "isgd",
        "",
        "factors: 16",
        "rate: 0.5",
        "regularization: 0.1",
        "iterations: 2",
        "users: 1000",
        "seed: 7",
        "start: 0.2",
        "spread: 0.1");
  }

  private ChangedLists() {}

  /** A block in which one setting changes, or is there for the first time. */
  private record Blocks(String section, String path, String settings) {
    private void forms(String... changes) {
      for (String change : changes) {
        String key = change.substring(0, change.indexOf(':'));
        String others = (", " + settings).replaceAll(", " + key + ": [^,]*", "");
        FORMS.put(
            section + "." + key, List.of(block(", " + settings), block(others + ", " + change)));
      }
    }

    private String block(String listed) {
      return path + "={" + listed.substring(2) + "}";
    }
  }

  private static Blocks blocks(String path, String settings) {
    return new Blocks(path.substring(path.indexOf('.') + 1), path, settings);
  }

  private static void generator(String kind, String required, String... changes) {
    Blocks blocks = new Blocks(kind, "generators[0]", "kind: " + kind + required);
    blocks.forms(changes);
    String other = kind.equals("isgd") ? "markov" : "isgd";
    FORMS.put(
        kind + ".kind",
        List.of(blocks.block(", " + blocks.settings()), "generators[0]={kind: " + other + "}"));
  }

  private static void add(String key, String after) {
    FORMS.put(key, List.of("", after));
  }
}
