package io.millrace.model.pipeline;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Serving;
import io.millrace.model.event.EventSchema;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.labeljoin.ExampleWeights;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.learner.Learners;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What shapes a model, as lines {@code key = value}. Fields are named by their paths and features
 * by their names, never by slots, so that the text changes only with the meaning.
 */
final class CanonicalSettings {
  private static final String EQUALS = " = ";
  private static final String ORDER = "labels.channels.order";

  /** Settings of which examples are made; an example in the log stays as it is. */
  private static final Set<String> DEPLOYED =
      Set.of(
          "labels.positive",
          "labels.negative",
          "labels.assume",
          "labels.remember",
          "labels.sample.negatives",
          "labels.weight.positives",
          "labels.weight.by",
          "labels.weight.unit",
          "labels.weight.least",
          "labels.weight.most",
          "labels.negative_after",
          ORDER);

  /** The same of a pipeline that recommends. */
  private static final List<String> MADE_BY = List.of("type.", "recommend.");

  /** What a replica makes of the values in the log. */
  private static final List<String> REPLAYED =
      List.of(
          "bins.",
          "crosses",
          "cross.",
          "learners",
          "learner.",
          "calibrate",
          "prior.",
          "promote.",
          "drift.",
          "decide.",
          "generator.",
          "blend",
          "catalogue.",
          "popularity_penalty",
          "explore",
          "diversity");

  private final Map<String, String> settings = new LinkedHashMap<>();

  private CanonicalSettings() {}

  static String of(Pipeline pipeline) {
    CanonicalSettings canonical = new CanonicalSettings();
    canonical.put("format", 1);
    canonical.put("pipeline", pipeline.name());
    canonical.put("generation", pipeline.generation());
    canonical.put("partitions", pipeline.partitions());
    if (pipeline.events().keyedBy() != null) {
      canonical.put("events.keyed_by", pipeline.events().keyedBy());
    }
    canonical.putLabels(pipeline.labels());
    canonical.putEntities(pipeline.features());
    canonical.putFeatures(pipeline.features());
    canonical.putLearners(pipeline.learners());
    canonical.putServing(pipeline);
    canonical.putWords("decide.", pipeline.decide().canonical());
    StringBuilder text = new StringBuilder();
    canonical.settings.forEach((k, v) -> text.append(k).append(EQUALS).append(v).append('\n'));
    return text.toString();
  }

  static List<Difference> differences(String ours, String theirs) {
    Map<String, String> mine = parse(ours);
    Map<String, String> other = parse(theirs);
    TreeSet<String> keys = new TreeSet<>(mine.keySet());
    keys.addAll(other.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(mine.get(key), other.get(key))) {
        Change change = change(key, mine.get(key), other.get(key));
        differences.add(new Difference(key, mine.get(key), other.get(key), change));
      }
    }
    return differences;
  }

  private static Change change(String key, String ours, String theirs) {
    if (key.equals(ORDER) && !goesOn(ours, theirs)) return Change.GENERATION;
    return change(key);
  }

  /** Whether a list of channels begins with another: labels are kept with their channel's place. */
  private static boolean goesOn(String ours, String theirs) {
    if (theirs == null) return true;
    String before = theirs.substring(0, theirs.length() - 1);
    return ours != null && (ours.startsWith(before + ",") || ours.equals(theirs));
  }

  /** What a changed setting takes; one that this release does not know takes the most. */
  private static Change change(String key) {
    if (key.equals("pipeline")) return Change.PIPELINE;
    if (DEPLOYED.contains(key) || MADE_BY.stream().anyMatch(key::startsWith)) return Change.DEPLOY;
    // The log holds a hash of the entity that the budget counts.
    if (key.equals("decide.per")) return Change.GENERATION;
    return REPLAYED.stream().anyMatch(key::startsWith) ? Change.REPLAY : Change.GENERATION;
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int equals = line.indexOf(EQUALS);
              if (equals < 0) {
                settings.put(line, "");
              } else {
                settings.put(line.substring(0, equals), line.substring(equals + EQUALS.length()));
              }
            });
    return settings;
  }

  private void putLabels(LabelSource labels) {
    LabelPolicy policy = labels.policy();
    put("labels.positive", labels.positive());
    put("labels.negative", labels.negative());
    put("labels.assume", policy.assumeNegative() ? "negative" : "nothing");
    put("labels.after", policy.horizon());
    put("labels.remember", policy.remember());
    if (policy.sample().share() < 1) put("labels.sample.negatives", policy.sample().share());
    putWeights(policy.weights());
    if (labels.channels() != null) put(ORDER, labels.channels().order());
    if (policy.negativeAfter() != null) put("labels.negative_after", policy.negativeAfter());
  }

  private void putWeights(ExampleWeights weights) {
    if (weights.positives() != 1) put("labels.weight.positives", weights.positives());
    if (weights.by() == null) return;
    put("labels.weight.by", weights.by());
    put("labels.weight.unit", weights.unit());
    put("labels.weight.least", weights.least());
    put("labels.weight.most", weights.most());
  }

  private void putLearners(Learners learners) {
    if (learners.isOne()) {
      Learners.Named only = learners.first();
      if (!only.equals(Learners.Named.of(only.config()))) put("learner.name", only.name());
      putWords("learner.", only.config().canonical());
      return;
    }
    put("learners", learners.all().stream().map(Learners.Named::name).toList());
    for (Learners.Named learner : learners.all()) {
      putWords("learner." + learner.name() + ".", learner.config().canonical());
    }
  }

  private void putServing(Pipeline pipeline) {
    Serving serving = pipeline.serving();
    if (serving.calibrate() != Calibration.NONE) put("calibrate", serving.calibrate().word());
    if (serving.follow() != 0) put("prior.follow", serving.follow());
    if (!pipeline.learners().isOne()) putWords("promote.", serving.promote().canonical());
    if (serving.drift() != null) putWords("drift.", serving.drift().canonical());
  }

  private void putEntities(FeatureSet set) {
    put("entities", set.entities().stream().map(EntitySpec::name).toList());
    for (EntitySpec entity : set.entities()) {
      String key = "entity." + entity.name();
      EventSchema schema = set.schema();
      put(key + ".key", entity.keySlots().stream().map(schema.texts()::get).toList());
      put(key + ".numbers", entity.numberSlots().stream().map(schema.numbers()::get).toList());
      if (!entity.textSlots().isEmpty()) {
        put(key + ".texts", entity.textSlots().stream().map(schema.texts()::get).toList());
      }
      put(key + ".windows_ms", entity.windows());
      put(key + ".labels", entity.tracksLabels());
      if (entity.outliers() != null) {
        int slot = entity.numberSlots().get(entity.outliers().number());
        put(key + ".outliers.of", schema.numbers().get(slot));
        put(key + ".outliers.above", entity.outliers().above());
        put(key + ".outliers.half_life_ms", entity.outliers().halfLife());
        if (entity.outliers().retract() > 0) {
          put(key + ".outliers.retract", entity.outliers().retract());
        }
      }
      if (entity.explained() != null) {
        put(key + ".explained.by", set.features().get(entity.explained().feature()).name());
        put(key + ".explained.above", entity.explained().above());
        if (entity.explained().graded()) {
          put(key + ".explained.wholly", entity.explained().wholly());
        }
      }
    }
  }

  /** Apart what is in the log, values, and what a replica makes of them, bins and crosses. */
  private void putFeatures(FeatureSet set) {
    put(
        "features",
        set.features().stream().filter(f -> !isCross(f)).map(FeatureSpec::name).toList());
    for (FeatureSpec feature : set.features()) {
      if (!isCross(feature)) put("feature." + feature.name(), describe(feature, set));
    }
    for (FeatureSpec feature : set.features()) {
      if (feature instanceof FeatureSpec.Number f) put("bins." + f.name(), bins(f.binning()));
      if (feature instanceof FeatureSpec.History f) put("bins." + f.name(), bins(f.binning()));
    }
    put("crosses", set.features().stream().filter(f -> isCross(f)).map(FeatureSpec::name).toList());
    for (FeatureSpec feature : set.features()) {
      if (feature instanceof FeatureSpec.Cross cross) {
        put(
            "cross." + cross.name(),
            cross.of().stream().map(i -> set.features().get(i).name()).toList());
      }
    }
  }

  private static boolean isCross(FeatureSpec feature) {
    return feature instanceof FeatureSpec.Cross;
  }

  private static String describe(FeatureSpec feature, FeatureSet set) {
    if (feature instanceof FeatureSpec.Number f) {
      return "number of " + set.schema().numbers().get(f.slot());
    }
    if (feature instanceof FeatureSpec.Category f) {
      return "category of " + set.schema().texts().get(f.slot());
    }
    if (feature instanceof FeatureSpec.HourBetween f) {
      return "hour_between " + f.from() + " and " + f.to() + " in " + f.zone();
    }
    if (feature instanceof FeatureSpec.Weekend f) {
      return "weekend in " + f.zone();
    }
    return describe((FeatureSpec.History) feature, set);
  }

  private static String describe(FeatureSpec.History feature, FeatureSet set) {
    EntitySpec entity = set.entities().get(feature.entity());
    StringBuilder text = new StringBuilder();
    text.append(feature.take().name().toLowerCase(Locale.ROOT));
    set.field(feature).ifPresent(field -> text.append(" of ").append(field));
    text.append(" per ").append(entity.name());
    if (feature.window() >= 0) {
      text.append(" over ").append(entity.windows().get(feature.window())).append(" ms");
    }
    return text.toString();
  }

  private static String bins(Binning binning) {
    return binning.perDoubling() + (binning.raw() ? " and raw" : "");
  }

  /** {@code "a=1 b=2"}, as learners and decisions write their settings. */
  private void putWords(String prefix, String words) {
    for (String word : words.split(" ")) {
      int equals = word.indexOf('=');
      put(prefix + word.substring(0, equals), word.substring(equals + 1));
    }
  }

  private void put(String key, Object value) {
    settings.put(key, String.valueOf(value));
  }
}
