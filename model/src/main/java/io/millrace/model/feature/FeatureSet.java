package io.millrace.model.feature;

import io.millrace.model.event.EventSchema;
import java.util.List;

/**
 * The features of a pipeline and the entities whose histories they need, in the order of the
 * pipeline file. An event's features are one float each, at the feature's place; crosses have a
 * place too, which stays NaN (an encoder makes them from the others).
 */
public record FeatureSet(
    EventSchema schema, List<EntitySpec> entities, List<FeatureSpec> features) {
  public FeatureSet {
    entities = List.copyOf(entities);
    features = List.copyOf(features);
  }

  public int size() {
    return features.size();
  }

  /** The place of a feature by its name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Text that is equal exactly if two feature sets compute and encode the same. */
  public String canonical() {
    return schema + "\n" + entities + "\n" + features;
  }
}
