package io.millrace.model.pipeline;

import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A {@code classify} pipeline: everything its file says, checked.
 *
 * @param name of the pipeline; starts the names of its internal topics and applications
 * @param generation 1 or more; a new one has its own applications, stores and training log
 * @param partitions of every internal topic that is partitioned, fixed for a generation
 * @param file the file's text after overrides, by which the same pipeline can be read again; empty
 *     where it was made without one
 */
public record Pipeline(
    String name,
    int generation,
    EventSource events,
    LabelSource labels,
    FeatureSet features,
    Learners learners,
    Serving serving,
    DecisionConfig decide,
    Measure measure,
    Output output,
    int partitions,
    String file)
    implements AnyPipeline {
  public static final int DEFAULT_PARTITIONS = 6;

  /**
   * @throws IllegalArgumentException naming the key, the value found and what was expected
   */
  public Pipeline {
    Settings.requireName("pipeline", name);
    Settings.require(
        generation >= 1 && generation <= 1_000_000, "generation", generation, "1 to 1000000");
    Settings.require(
        partitions >= 1 && partitions <= 1000, "partitions", partitions, "1 to 1000; start at 6");
    Settings.require(
        !features.features().isEmpty(), "features", "[]", "at least one feature to learn from");
    requireDistinctNames(features);
    requireReactionFits(learners, serving.drift());
    requireDistinctTopics(
        List.of("events.topic", "labels.topic", "output.scores", "output.alerts"),
        List.of(events.topic(), labels.topic(), output.scores(), output.alerts()));
    if (decide.per() != null) {
      requireText(features, "decide.per", decide.per());
    }
    if (events.keyedBy() != null) {
      requireKeyOfFirstEntity(features, events.keyedBy());
    }
    if (measure.precisionAt() != null) {
      requireText(features, "measure.precision_at.per", measure.precisionAt().per());
    }
  }

  /** A pipeline of one learner, made without a file. */
  public Pipeline(
      String name,
      int generation,
      EventSource events,
      LabelSource labels,
      FeatureSet features,
      LearnerConfig learner,
      DecisionConfig decide,
      Measure measure,
      Output output,
      int partitions) {
    this(
        name,
        generation,
        events,
        labels,
        features,
        Learners.of(learner),
        Serving.DEFAULT,
        decide,
        measure,
        output,
        partitions,
        "");
  }

  /** The settings of the learner that serves at the beginning. */
  public LearnerConfig learner() {
    return learners.first().config();
  }

  /**
   * Text of everything that shapes the model, one setting a line; equal exactly if two pipelines
   * make the same model of the same log. Kept in the log's configured record.
   */
  @Override
  public String canonicalSettings() {
    return CanonicalSettings.of(this);
  }

  @Override
  public long lessonFingerprint() {
    return features.fingerprint();
  }

  @Override
  public int arithmetic() {
    return LearnerConfig.ARITHMETIC_VERSION;
  }

  /**
   * In what settings made under another file differ from this pipeline's, and what it takes for
   * this pipeline's to hold; empty if they are the same.
   *
   * @param theirs what {@link #canonicalSettings} said for the other pipeline
   */
  public List<Difference> differences(String theirs) {
    return differences(canonicalSettings(), theirs);
  }

  /** The same of two texts of {@link #canonicalSettings}. */
  public static List<Difference> differences(String ours, String theirs) {
    return CanonicalSettings.differences(ours, theirs);
  }

  private static void requireDistinctNames(FeatureSet features) {
    Set<String> seen = new HashSet<>();
    for (FeatureSpec feature : features.features()) {
      Settings.require(
          seen.add(feature.name()), "features", feature.name(), "each feature name once");
    }
  }

  private static void requireReactionFits(Learners learners, DriftConfig drift) {
    if (drift == null) return;
    for (Learners.Named learner : learners.all()) {
      Settings.require(
          !drift.reaction().raisesRate() || learner.config().hasRate(),
          "drift.reaction",
          drift.reaction().kind().word(),
          "learners that have a rate, and "
              + learner.name()
              + " ("
              + learner.config().kind()
              + ") has none all through; take none or reset_challenger");
    }
    Settings.require(
        !drift.reaction().resetsChallengers() || !learners.isOne(),
        "drift.reaction",
        drift.reaction().kind().word(),
        "two learners or more in `learners:`; one alone has no challenger");
  }

  private static void requireDistinctTopics(List<String> keys, List<String> topics) {
    for (int i = 1; i < topics.size(); i++) {
      int first = topics.indexOf(topics.get(i));
      Settings.require(
          first == i, keys.get(i), topics.get(i), "a topic other than that of " + keys.get(first));
    }
  }

  private static void requireKeyOfFirstEntity(FeatureSet features, String field) {
    List<Integer> slot = List.of(features.schema().text(field));
    Settings.require(
        !features.entities().isEmpty() && features.entities().get(0).keySlots().equals(slot),
        "events.keyed_by",
        field,
        "the field of the first `per:` among the features, or no such key");
  }

  private static void requireText(FeatureSet features, String key, String path) {
    Settings.require(
        features.schema().text(path) >= 0, key, path, "a text of the event schema; add it there");
  }
}
