package io.millrace.stream.config;

import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.labeljoin.ExampleWeights;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.labeljoin.NegativeSample;
import io.millrace.model.learner.Learners;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.EventSource;
import io.millrace.model.pipeline.LabelChannels;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Measure;
import io.millrace.model.pipeline.Output;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.pipeline.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads a pipeline file. Strict: an unknown key is refused, and all that is wrong is told at once,
 * with file, line, key, value found, what was expected and the way out.
 */
public final class PipelineFile {
  static final String TOPIC = "the name of a topic";
  private static final String CLASSIFY = "classify";

  private final Node root;
  private final Problems problems;

  private PipelineFile(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * Reads a file, or a pipeline that ships with the product where no such file is there: those of
   * the resource folder {@code pipelines}.
   *
   * @param overrides values by dotted key ({@code learner.rate}, {@code features[0].bins}), as YAML
   * @throws ConfigException if anything is wrong with it
   */
  public static Pipeline read(Path file, Map<String, String> overrides) {
    return read(file.getFileName().toString(), text(file), overrides);
  }

  /**
   * Reads a pipeline from text.
   *
   * @param name of the text, for messages
   * @throws ConfigException if anything is wrong with it
   */
  public static Pipeline read(String name, String text, Map<String, String> overrides) {
    Problems problems = new Problems();
    Node root = YamlText.read(name, text, problems);
    problems.throwIfAny();
    Overrides.apply(root, overrides, problems);
    refuseRecommend(root, problems);
    Pipeline pipeline = new PipelineFile(root, problems).pipeline();
    problems.throwIfAny();
    return pipeline;
  }

  /** At once: of such a file every other key would be wrong too. */
  private static void refuseRecommend(Node root, Problems problems) {
    Node kind = root.find("kind");
    if (kind.said().equals(RecommendPipeline.KIND)) {
      problems.add(
          kind.place(), "kind", kind.said(), "one of classify; this command takes no other kind");
      problems.throwIfAny();
    }
  }

  /**
   * The kind of a pipeline file, {@code classify} or {@code recommend}; a file that says neither
   * counts as {@code classify}, whose reader says what is wrong with it.
   *
   * @throws ConfigException if it is no YAML
   */
  public static String kind(Path file, Map<String, String> overrides) {
    return kind(file.getFileName().toString(), text(file), overrides);
  }

  private static String kind(String name, String text, Map<String, String> overrides) {
    Problems problems = new Problems();
    Node root = YamlText.read(name, text, problems);
    problems.throwIfAny();
    Overrides.apply(root, overrides, problems);
    boolean recommends = root.find("kind").said().equals(RecommendPipeline.KIND);
    return recommends ? RecommendPipeline.KIND : CLASSIFY;
  }

  /**
   * Reads a file of either kind.
   *
   * @throws ConfigException if anything is wrong with it
   */
  public static AnyPipeline readAny(Path file, Map<String, String> overrides) {
    return readAny(file.getFileName().toString(), text(file), overrides);
  }

  /** The same from text; {@code name} is for messages. */
  public static AnyPipeline readAny(String name, String text, Map<String, String> overrides) {
    return kind(name, text, overrides).equals(RecommendPipeline.KIND)
        ? RecommendFile.read(name, text, overrides)
        : read(name, text, overrides);
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : shipped(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read pipeline file " + file + " (" + e + "), expected a text file in UTF-8", e);
    }
  }

  private static String shipped(Path file) throws IOException {
    String name = "/pipelines/" + file.getFileName();
    try (InputStream in = PipelineFile.class.getResourceAsStream(name)) {
      if (in == null || file.getNameCount() > 1) {
        throw new ConfigException(
            List.of("no pipeline file " + file + ", expected a file there or one that ships"));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Pipeline pipeline() {
    Section top = Section.of(root, root, "", Grammar.PIPELINE.keys(), problems);
    String name = top.text("pipeline", "a name, e.g. movies");
    top.word("kind", List.of(CLASSIFY));
    int generation = top.wholeOr("generation", 1, "a whole number from 1");
    int partitions =
        top.wholeOr("partitions", Pipeline.DEFAULT_PARTITIONS, "a whole number from 1");
    EventSource events = events(top);
    LabelSource labels = labels(top);
    Learners learners = new LearnersReader(root, problems).read(top);
    Serving serving = new ServingReader(root, problems).read(top);
    DecisionConfig decide = decide(top);
    Measure measure = new MeasureReader(root, problems).read(top);
    FeatureSet features = features(top, decide, measure);
    requireWeighing(features);
    Output output = output(top);
    return top.make(
        "",
        () ->
            new Pipeline(
                name,
                generation,
                events,
                labels,
                features,
                learners,
                serving,
                decide,
                measure,
                output,
                partitions,
                NodeText.of(root)));
  }

  private EventSource events(Section top) {
    Section s = top.section("events", Grammar.EVENTS.keys(), "{topic, format, id, time}");
    String topic = s.text("topic", TOPIC);
    s.word("format", List.of("json"));
    String id = path(s, "id");
    TimeSource time = TimeReader.read(s, "events.");
    Duration maxAhead = s.durationOr("max_ahead", EventSource.DEFAULT_MAX_AHEAD);
    if (time != null && id != null) {
      refuseConflict(s, "id", List.of(id, time.path()));
    }
    String keyedBy = s.has("keyed_by") ? path(s, "keyed_by") : null;
    return s.make("", () -> new EventSource(topic, id, time, maxAhead, keyedBy));
  }

  private LabelSource labels(Section top) {
    Section s = top.section("labels", Grammar.LABELS.keys(), "{topic, id, value, positive, after}");
    String topic = s.text("topic", TOPIC);
    String id = path(s, "id");
    String value = path(s, "value");
    List<String> positive = s.texts("positive", "values that mean positive, e.g. [1, true]");
    List<String> negative =
        s.has("negative") ? s.texts("negative", "values that mean negative") : List.of();
    boolean assume = s.has("assume") && s.word("assume", List.of("negative")) != null;
    Duration after = s.duration("after", "7d");
    Duration grace = s.durationOr("grace", LabelSource.DEFAULT_GRACE);
    Duration remember = s.durationOr("remember", LabelSource.DEFAULT_REMEMBER);
    TimeSource time = s.has("time") ? TimeReader.read(s, "labels.") : null;
    NegativeSample sample = sample(s);
    ExampleWeights weights = weights(s);
    LabelChannels channels = channels(s);
    Duration negativeAfter = s.has("negative_after") ? s.duration("negative_after", "1d") : null;
    if (id != null && value != null) {
      refuseConflict(
          s,
          "id",
          Stream.of(
                  id,
                  value,
                  time == null ? null : time.path(),
                  channels == null ? null : channels.fieldPath())
              .filter(path -> path != null)
              .toList());
    }
    return s.make(
        "",
        () ->
            new LabelSource(
                topic,
                id,
                value,
                positive,
                negative,
                time,
                new LabelPolicy(
                    assume, after, remember, sample, negativeAfter, channels != null, weights),
                channels,
                grace));
  }

  private static LabelChannels channels(Section labels) {
    if (!labels.has("channels")) return null;
    Section s =
        labels.section("channels", Grammar.CHANNELS.keys(), "{field: source, order: [a, b]}");
    String field = path(s, "field");
    List<String> order =
        s.texts("order", "names of channels, the one that is believed least first");
    return s.make("", () -> new LabelChannels(field, order));
  }

  private static NegativeSample sample(Section labels) {
    if (!labels.has("sample")) return NegativeSample.ALL;
    Section s = labels.section("sample", Grammar.SAMPLE.keys(), "{negatives: 0.1}");
    double share = s.number("negatives", "the share of the negatives that is learnt, e.g. 0.1");
    return s.make("", () -> new NegativeSample(share));
  }

  private static ExampleWeights weights(Section labels) {
    if (!labels.has("weight")) return ExampleWeights.EQUAL;
    Section s =
        labels.section(
            "weight", Grammar.WEIGHT.keys(), "{positives: 10} or {by: FEATURE, unit: 50}");
    double positives = s.numberOr("positives", 1, "0.001 to 1000 times a negative; start at 10");
    if (!s.has("by")) {
      for (String key : List.of("unit", "least", "most")) {
        if (s.has(key)) s.refuse(key, "no such key without by, the feature that weighs");
      }
      return s.make("", () -> new ExampleWeights(positives, null, 1, 1, 1));
    }
    String by = s.text("by", "the name of a feature that is a number");
    double unit = s.number("unit", "the value that weighs 1: a usual one");
    double least = s.numberOr("least", 0.2, "0.001 to 1; start at 0.2");
    double most = s.numberOr("most", 5, "1 to 1000; start at 5");
    return s.make("", () -> new ExampleWeights(positives, by, unit, least, most));
  }

  /** The feature that weighs examples is one of the file's, and a number. */
  private void requireWeighing(FeatureSet features) {
    Node by = root.find("labels.weight.by");
    if (features == null || !(by instanceof Node.Scalar)) return;
    int found = features.indexOf(by.said());
    if (found >= 0
        && found < features.valued()
        && !(features.features().get(found) instanceof FeatureSpec.Category)) {
      return;
    }
    List<String> names = features.features().stream().map(FeatureSpec::name).toList();
    problems.add(
        by.place(),
        "labels.weight.by",
        by.said(),
        "the whole name of a feature that is a number" + Nearest.hint(by.said(), names));
  }

  private FeatureSet features(Section top, DecisionConfig decide, Measure measure) {
    // Read again for its paths only: they must be known even if the events section was refused.
    Node id = root.find("events.id");
    Node time = root.find("events.time.field");
    boolean known = id instanceof Node.Scalar && time instanceof Node.Scalar;
    List<String> more =
        Stream.of(
                decide == null ? null : decide.per(),
                measure == null || measure.precisionAt() == null
                    ? null
                    : measure.precisionAt().per())
            .filter(path -> path != null)
            .toList();
    FeaturesReader reader = new FeaturesReader(root, known ? time.said() : null, problems);
    FeatureSet features = reader.read(top, more);
    if (features != null && known) {
      refuseConflict(
          top,
          "features",
          Stream.of(
                  features.schema().numbers().stream(),
                  features.schema().texts().stream(),
                  Stream.of(id.said(), time.said()))
              .flatMap(paths -> paths)
              .toList());
    }
    return features;
  }

  private DecisionConfig decide(Section top) {
    Section s =
        top.section(
            "decide",
            Grammar.DECIDE.keys(),
            "{alert_budget, zone, initial_threshold} or {threshold}");
    if (s.has("threshold")) {
      double threshold = s.number("threshold", "a probability from 0 to 1");
      for (String key : List.of("alert_budget", "per", "zone", "initial_threshold")) {
        if (s.has(key)) {
          s.refuse(key, "no such key beside threshold, which is fixed; keep one of them");
        }
      }
      return s.make("", () -> DecisionConfig.threshold(threshold));
    }
    long budget = budget(s);
    String per = s.has("per") ? path(s, "per") : null;
    ZoneId zone = s.zone("zone");
    double initial = s.number("initial_threshold", "a probability from 0 to 1; start at 0.5");
    return s.make("", () -> new DecisionConfig(budget, per, zone, initial));
  }

  private static long budget(Section s) {
    String expected = "a number of alerts a day, e.g. 100/day (or threshold: 0.8 instead)";
    String text = s.text("alert_budget", expected);
    if (text == null) {
      return 0;
    }
    if (!text.matches("[1-9][0-9]{0,8}/day")) {
      s.refuse("alert_budget", expected);
      return 0;
    }
    return Long.parseLong(text.substring(0, text.indexOf('/')));
  }

  private Output output(Section top) {
    Section s = top.section("output", Grammar.OUTPUT.keys(), "{scores: TOPIC, alerts: TOPIC}");
    String scores = s.text("scores", TOPIC);
    String alerts = s.text("alerts", TOPIC);
    int reasons = s.wholeOr("reasons", Output.DEFAULT_REASONS, "0 to 50; start at 3");
    return s.make("", () -> new Output(scores, alerts, reasons));
  }

  private static String path(Section s, String key) {
    String path = s.text(key, Paths.EXPECTED);
    Paths.require(s, key, path);
    return path;
  }

  private static void refuseConflict(Section s, String key, List<String> paths) {
    Paths.conflict(paths)
        .ifPresent(
            said -> s.problem(s.place(key), key, said, "fields that are not inside each other"));
  }
}
