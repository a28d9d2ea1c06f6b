package io.millrace.stream.export;

import io.millrace.model.replica.ModelVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where an exported model comes from: enough to find the place in the training log, and to learn
 * the same again.
 *
 * @param learner its name in the pipeline file
 * @param settings canonical text of the learner's settings
 * @param features canonical text of the feature set that makes its ids
 * @param hashBits of the learner: ids lie in [0, 2^hashBits)
 * @param topic name of the training log
 * @param examples learnt up to the version
 * @param at when it was exported
 */
public record Origin(
    String pipeline,
    String learner,
    String settings,
    String features,
    int hashBits,
    String topic,
    ModelVersion version,
    long examples,
    Instant at) {

  /** As pairs of texts, the same in every format; in a fixed order. */
  Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("pipeline", pipeline);
    pairs.put("learner", learner);
    pairs.put("settings", settings);
    pairs.put("features", features);
    pairs.put("hash_bits", Integer.toString(hashBits));
    pairs.put("topic", topic);
    pairs.put("log", version.log());
    pairs.put("generation", Integer.toString(version.generation()));
    pairs.put("offset", Long.toString(version.offset()));
    pairs.put("examples", Long.toString(examples));
    pairs.put("exported_at", at.toString());
    return pairs;
  }
}
