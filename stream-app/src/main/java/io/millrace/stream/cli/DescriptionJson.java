package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.learner.Learners;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.PipelineTopics;
import java.util.HexFormat;

/** A description for programs. */
final class DescriptionJson {
  private DescriptionJson() {}

  static ObjectNode of(Description described) {
    Pipeline pipeline = described.pipeline();
    PipelineTopics topics = described.topics();
    ObjectNode root = JsonOption.object();
    root.put("pipeline", pipeline.name());
    root.put("generation", pipeline.generation());
    root.put("partitions", pipeline.partitions());
    root.put("feature_set", HexFormat.of().toHexDigits(pipeline.features().fingerprint()));
    root.put("settings", pipeline.canonicalSettings());
    ObjectNode applications = root.putObject("applications");
    applications
        .putObject("scoring")
        .put("id", topics.scoringApplication())
        .put("topology", described.scoring());
    applications
        .putObject("learning")
        .put("id", topics.learningApplication())
        .put("topology", described.learning());
    DescribedTopics.put(root, described.topicSpecs());
    putFeatures(root, pipeline);
    root.putArray("learners");
    for (Learners.Named learner : pipeline.learners().all()) {
      root.withArray("learners")
          .addObject()
          .put("name", learner.name())
          .put("kind", learner.config().kind())
          .put("hash_bits", learner.config().hashBits())
          .put("settings", learner.config().canonical());
    }
    root.put("decide", PipelineWords.decision(pipeline));
    root.put("labels", PipelineWords.labels(pipeline));
    putState(root.putObject("expected_state"), described);
    return root;
  }

  private static void putFeatures(ObjectNode root, Pipeline pipeline) {
    ArrayNode entities = root.putArray("entities");
    for (EntitySpec entity : pipeline.features().entities()) {
      ObjectNode node = entities.addObject();
      node.put("name", entity.name());
      node.put("tracks_labels", entity.tracksLabels());
      node.put("outliers", PipelineWords.outliers(entity, pipeline));
      node.put("explained", PipelineWords.explained(entity, pipeline));
      ArrayNode windows = node.putArray("windows");
      entity.windows().forEach(window -> windows.add(PipelineWords.window(window)));
    }
    ArrayNode features = root.putArray("features");
    for (FeatureSpec feature : pipeline.features().features()) {
      features
          .addObject()
          .put("name", feature.name())
          .put("of", PipelineWords.feature(feature, pipeline));
    }
  }

  private static void putState(ObjectNode node, Description described) {
    Pipeline pipeline = described.pipeline();
    ExpectedState state = described.state();
    node.put("measured", "bytes that the codecs write for a sample entry, before compression");
    node.put("events_per_day", described.eventsPerDay());
    node.put("pending_entry_bytes", state.pendingEntry());
    node.put("unsampled_entry_bytes", state.unsampledEntry());
    node.put("pending_days", state.pendingDays());
    node.put("closed_entry_bytes", state.closedEntry());
    node.put("closed_days", state.closedDays());
    node.put("join_bytes", state.joinBytes(described.eventsPerDay()));
    ArrayNode histories = node.putArray("histories");
    for (int entity = 0; entity < pipeline.features().entities().size(); entity++) {
      ObjectNode history = histories.addObject();
      history.put("entity", pipeline.features().entities().get(entity).name());
      ObjectNode bytes = history.putObject("bytes_a_key_by_events_in_the_longest_window");
      for (int events : Description.HISTORY_SIZES) {
        bytes.put(Integer.toString(events), state.history(entity, events));
      }
    }
    node.put("replica_bytes", described.replicaBytes());
    node.put("store_memory_bytes", PipelineWords.storeMemoryBytes(described.topics()));
  }
}
