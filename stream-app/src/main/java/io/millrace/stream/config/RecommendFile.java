package io.millrace.stream.config;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.pipeline.ActivitySource;
import io.millrace.model.pipeline.ActivityType;
import io.millrace.model.pipeline.EventSource;
import io.millrace.model.pipeline.ItemSource;
import io.millrace.model.pipeline.Listing;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.pipeline.TimeSource;
import io.millrace.model.recommend.Asking;
import io.millrace.model.recommend.BlendConfig;
import io.millrace.model.recommend.Diversity;
import io.millrace.model.recommend.ExplorationConfig;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.RecommenderConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a pipeline file of the kind {@code recommend}, as strictly as {@link PipelineFile}. */
public final class RecommendFile {
  private static final String TYPES = "a list of {type, weight} blocks, one a type of activity";

  private final Node root;
  private final Problems problems;

  private RecommendFile(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * Reads a file, or a pipeline that ships with the product where no such file is there.
   *
   * @param overrides values by dotted key ({@code recommend.positive}), as YAML
   * @throws ConfigException if anything is wrong with it
   */
  public static RecommendPipeline read(Path file, Map<String, String> overrides) {
    return read(file.getFileName().toString(), PipelineFile.text(file), overrides);
  }

  /**
   * Reads a pipeline from text.
   *
   * @param name of the text, for messages
   * @throws ConfigException if anything is wrong with it
   */
  public static RecommendPipeline read(String name, String text, Map<String, String> overrides) {
    Problems problems = new Problems();
    Node root = YamlText.read(name, text, problems);
    problems.throwIfAny();
    Overrides.apply(root, overrides, problems);
    RecommendPipeline pipeline = new RecommendFile(root, problems).pipeline();
    problems.throwIfAny();
    return pipeline;
  }

  private RecommendPipeline pipeline() {
    Section top = Section.of(root, root, "", Grammar.RECOMMEND_PIPELINE.keys(), problems);
    String name = top.text("pipeline", "a name, e.g. movies");
    top.word("kind", List.of(RecommendPipeline.KIND));
    int generation = top.wholeOr("generation", 1, "a whole number from 1");
    int partitions =
        top.wholeOr("partitions", Pipeline.DEFAULT_PARTITIONS, "a whole number from 1");
    ActivitySource activity = activity(top);
    ItemSource items = top.has("items") ? items(top) : null;
    Section recommend =
        top.section("recommend", Grammar.RECOMMEND.keys(), "{k, positive, repeats}");
    Listing listing = listing(recommend);
    List<GeneratorConfig> generators = new GeneratorsReader(root, problems).read(top);
    BlendConfig blend = blend(top);
    int known = recommend.wholeOr("items", RecommenderConfig.DEFAULT_ITEMS, "10 to 10000000");
    double penalty = recommend.numberOr("popularity_penalty", 0, "0 to 10; start at 0.1");
    ExplorationConfig exploration = exploration(recommend);
    DriftConfig drift = top.has("drift") ? new DriftReader(root, problems).ofLists(top) : null;
    Diversity diversity = diversity(recommend);
    Section out =
        top.section("output", Grammar.RECOMMEND_OUTPUT.keys(), "{recommendations: TOPIC}");
    String output = out.text("recommendations", PipelineFile.TOPIC);
    return top.make(
        "",
        () ->
            new RecommendPipeline(
                name,
                generation,
                partitions,
                activity,
                items,
                listing,
                new RecommenderConfig(generators, blend, known, penalty, exploration, diversity),
                drift,
                output,
                NodeText.of(root)));
  }

  private ActivitySource activity(Section top) {
    Section s =
        top.section(
            "activity", Grammar.ACTIVITY.keys(), "{topic, format, user, item, time, types}");
    String topic = s.text("topic", PipelineFile.TOPIC);
    s.word("format", List.of("json"));
    String user = path(s, "user");
    String item = path(s, "item");
    String type = s.has("type") ? path(s, "type") : null;
    String value = s.has("value") ? path(s, "value") : null;
    String id = s.has("id") ? path(s, "id") : null;
    boolean keyed = s.has("keyed_by");
    if (keyed && user != null && !user.equals(path(s, "keyed_by"))) {
      s.refuse("keyed_by", user + ", the field of activity.user, or no such key");
    }
    TimeSource time = TimeReader.read(s, "activity.");
    Duration maxAhead = s.durationOr("max_ahead", EventSource.DEFAULT_MAX_AHEAD);
    List<ActivityType> types = types(s);
    if (time != null) {
      Paths.conflict(
              Stream.of(user, item, type, value, id, time.path()).filter(p -> p != null).toList())
          .ifPresent(
              said ->
                  s.problem(
                      s.place("user"), "user", said, "fields that are not inside each other"));
    }
    return s.make(
        "",
        () -> new ActivitySource(topic, user, item, type, value, time, maxAhead, types, id, keyed));
  }

  private static ItemSource items(Section top) {
    Section s =
        top.section(
            "items",
            Grammar.ITEMS.keys(),
            "{topic, format, item, withdrawn, title, categories, price, time}");
    String topic = s.text("topic", PipelineFile.TOPIC);
    s.word("format", List.of("json"));
    String item = path(s, "item");
    String withdrawn = pathOrNone(s, "withdrawn");
    String title = pathOrNone(s, "title");
    String categories = pathOrNone(s, "categories");
    String separator =
        s.has("separator") ? s.text("separator", "what parts categories, e.g. \"|\"") : null;
    String price = pathOrNone(s, "price");
    TimeSource time = s.has("time") ? TimeReader.read(s, "items.") : null;
    Stream<String> paths =
        Stream.of(item, withdrawn, title, categories, price, time == null ? null : time.path());
    Paths.conflict(paths.filter(p -> p != null).toList())
        .ifPresent(
            said ->
                s.problem(s.place("item"), "item", said, "fields that are not inside each other"));
    return s.make(
        "",
        () -> new ItemSource(topic, item, withdrawn, title, categories, separator, price, time));
  }

  private List<ActivityType> types(Section activity) {
    List<ActivityType> types = new ArrayList<>();
    List<Node> items = activity.items("types", TYPES);
    for (int i = 0; i < items.size(); i++) {
      String path = "activity.types[" + i + "]";
      Section s = Section.of(root, items.get(i), path, Grammar.ACTIVITY_TYPE.keys(), problems);
      ActivityType type = type(s, path + ".");
      if (type != null) {
        types.add(type);
      }
    }
    return types;
  }

  private static ActivityType type(Section s, String prefix) {
    String name = s.text("type", "what the activity says, e.g. purchase");
    boolean positive = s.flagOr("positive", true);
    if (s.has("of")) {
      if (s.has("weight")) {
        s.refuse("weight", "no such key beside of, by which the value says the weight");
      }
      double of = s.number("of", "the value of weight 1, above 0, e.g. 5");
      double power = s.numberOr("power", 1, "a number above 0, at most 10; start at 2");
      return s.make(prefix, () -> ActivityType.byValue(name, of, power, positive));
    }
    if (s.has("power")) {
      s.refuse("power", "no such key without of: the weight is (value / of)^power");
    }
    double weight = s.number("weight", "0 to 1 (or of: 5, by which the value says it)");
    return s.make(prefix, () -> ActivityType.constant(name, weight, positive));
  }

  private static Listing listing(Section s) {
    int k = s.wholeOr("k", 10, "1 to 100; start at 10");
    double positive = s.numberOr("positive", Double.NEGATIVE_INFINITY, "the least value, e.g. 4");
    int recent = s.wholeOr("recent", Listing.DEFAULT_RECENT, "1 to 1000; start at 100");
    int remember = s.wholeOr("remember", Listing.DEFAULT_REMEMBER, "at least recommend.recent");
    Duration forget = s.durationOr("forget", Listing.DEFAULT_FORGET);
    boolean show = false;
    boolean except = false;
    if (s.has("repeats")) {
      Section repeats =
          s.section("repeats", Grammar.REPEATS.keys(), "{show: true, except: same_timestamp}");
      show = repeats.flagOr("show", false);
      except = repeats.has("except") && repeats.word("except", List.of("same_timestamp")) != null;
    }
    Asking asking = new Asking(recent, show, except);
    return s.make("", () -> new Listing(k, positive, asking, remember, forget));
  }

  private static ExplorationConfig exploration(Section recommend) {
    if (!recommend.has("explore")) return null;
    Section s =
        recommend.section("explore", Grammar.EXPLORE.keys(), "{kind: epsilon, share: 0.05}");
    s.word("kind", List.of(ExplorationConfig.KIND));
    double share = s.number("share", "a number above 0, at most 0.5; start at 0.05");
    int pool = s.wholeOr("pool", ExplorationConfig.DEFAULT_POOL, "1 to 1000; start at 50");
    int seed = s.wholeOr("seed", 0, "a whole number");
    return s.make("recommend.explore.", () -> new ExplorationConfig(share, pool, seed));
  }

  private static Diversity diversity(Section recommend) {
    if (!recommend.has("diversity")) {
      return Diversity.NONE;
    }
    Section s = recommend.section("diversity", Grammar.DIVERSITY.keys(), "{mmr: 0.8}");
    double mmr = s.number("mmr", "above 0, at most 1; start at 0.8");
    int among = s.wholeOr("among", Diversity.DEFAULT_AMONG, "10 to 1000; start at 100");
    return s.make("recommend.diversity.", () -> new Diversity(mmr, among));
  }

  private static BlendConfig blend(Section top) {
    if (!top.has("blend")) {
      return BlendConfig.DEFAULT;
    }
    Section s = top.section("blend", Grammar.BLEND.keys(), "{candidates, rate}");
    BlendConfig d = BlendConfig.DEFAULT;
    int candidates = s.wholeOr("candidates", d.candidates(), "10 to 1000; start at 50");
    double rate = s.numberOr("rate", d.rate(), "above 0, at most 1; start at 0.1");
    double weight = s.numberOr("initial_weight", d.initialWeight(), "0 to 10");
    double accumulator =
        s.numberOr("initial_accumulator", d.initialAccumulator(), "a number above 0");
    return s.make("blend.", () -> new BlendConfig(candidates, rate, weight, accumulator));
  }

  private static String pathOrNone(Section s, String key) {
    return s.has(key) ? path(s, key) : null;
  }

  private static String path(Section s, String key) {
    String path = s.text(key, Paths.EXPECTED);
    Paths.require(s, key, path);
    return path;
  }
}
