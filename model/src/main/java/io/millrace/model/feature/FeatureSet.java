package io.millrace.model.feature;

import io.millrace.model.event.EventSchema;
import io.millrace.model.learner.Inputs;
import java.util.List;
import java.util.Optional;

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

  /**
   * How many features have a value in an event: those before the crosses at the end. Two feature
   * sets that differ in crosses and bins only can learn each other's values.
   */
  public int valued() {
    int valued = size();
    while (valued > 0 && features.get(valued - 1) instanceof FeatureSpec.Cross) valued--;
    return valued;
  }

  /** What a learner is given of an event with these features. */
  public Inputs inputs() {
    return new Inputs(
        size(),
        features.subList(0, valued()).stream()
            .map(feature -> feature instanceof FeatureSpec.Category)
            .toList());
  }

  /** The path of what a feature of a history speaks of; empty where it speaks of the events. */
  public Optional<String> field(FeatureSpec.History feature) {
    if (feature.number() < 0) {
      return Optional.empty();
    }
    EntitySpec entity = entities.get(feature.entity());
    return Optional.of(
        feature.take().ofText()
            ? schema.texts().get(entity.textSlots().get(feature.number()))
            : schema.numbers().get(entity.numberSlots().get(feature.number())));
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

  /**
   * Text that is equal exactly if two feature sets compute and encode the same; fields by their
   * paths. One line an entity and a feature.
   */
  public String canonical() {
    StringBuilder text = new StringBuilder("features 2\n");
    for (EntitySpec entity : entities) {
      text.append("entity ").append(entity.name());
      text.append(" key ").append(paths(schema.texts(), entity.keySlots()));
      text.append(" numbers ").append(paths(schema.numbers(), entity.numberSlots()));
      text.append(" windows ").append(entity.windows());
      text.append(" labels ").append(entity.tracksLabels());
      if (entity.outliers() != null) {
        text.append(" outliers ").append(entity.outliers());
      }
      if (entity.explained() != null) {
        text.append(" explained ").append(entity.explained().canonical());
      }
      if (!entity.textSlots().isEmpty()) {
        text.append(" texts ").append(paths(schema.texts(), entity.textSlots()));
      }
      text.append('\n');
    }
    for (FeatureSpec feature : features) {
      text.append(feature.name()).append(": ").append(describe(feature)).append('\n');
    }
    return text.toString();
  }

  private static List<String> paths(List<String> all, List<Integer> slots) {
    return slots.stream().map(all::get).toList();
  }

  /** 64-bit fingerprint of {@link #canonical()}; computed anew at each call. */
  public long fingerprint() {
    return TextHash.of(canonical());
  }

  private String describe(FeatureSpec feature) {
    if (feature instanceof FeatureSpec.Number number) {
      return "number " + schema.numbers().get(number.slot()) + canonical(number.binning());
    }
    if (feature instanceof FeatureSpec.Category category) {
      return "category " + schema.texts().get(category.slot());
    }
    if (feature instanceof FeatureSpec.HourBetween hours) {
      return "hour " + hours.from() + " to " + hours.to() + " in " + hours.zone().getId();
    }
    if (feature instanceof FeatureSpec.Weekend weekend) {
      return "weekend in " + weekend.zone().getId();
    }
    if (feature instanceof FeatureSpec.History history) {
      return history.take()
          + (" of " + history.entity() + " number " + history.number())
          + (" window " + history.window() + canonical(history.binning()));
    }
    return "cross " + ((FeatureSpec.Cross) feature).of();
  }

  private static String canonical(Binning binning) {
    return " bins " + binning.perDoubling() + (binning.raw() ? " raw" : "");
  }
}
