package io.millrace.stream.config;

import io.millrace.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads {@code cross:} blocks: lists of lists of feature names. A name may leave out the entity,
 * the window, or both ({@code ratio(amount)} for {@code customer_id.ratio(amount).7d}) where
 * exactly one feature then fits.
 */
final class CrossReader {
  private static final String EXPECTED =
      "a list of lists of two or more feature names, e.g. [[night, amount]]";

  private final List<FeatureSpec> features;
  private final Map<String, List<String>> shorthands;
  private final Problems problems;

  /**
   * @param features all that a cross may name
   * @param shorthands what else each of them may be called
   */
  CrossReader(List<FeatureSpec> features, Map<String, List<String>> shorthands, Problems problems) {
    this.features = List.copyOf(features);
    this.shorthands = shorthands;
    this.problems = problems;
  }

  /** Hands on each cross of {@code items} with its place, in the order of the file. */
  void read(List<Node> items, BiConsumer<Place, FeatureSpec> crosses) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Node.Mapping item && item.entries().containsKey("cross")) {
        readBlock(item.entries().get("cross").value(), "features[" + i + "].cross", crosses);
      }
    }
  }

  private void readBlock(Node block, String path, BiConsumer<Place, FeatureSpec> crosses) {
    if (!(block instanceof Node.Sequence lists) || lists.items().isEmpty()) {
      problems.add(block.place(), path, block.said(), EXPECTED);
      return;
    }
    for (int i = 0; i < lists.items().size(); i++) {
      Node names = lists.items().get(i);
      FeatureSpec cross = cross(names, path + "[" + i + "]");
      if (cross != null) {
        crosses.accept(names.place(), cross);
      }
    }
  }

  private FeatureSpec cross(Node names, String path) {
    if (!(names instanceof Node.Sequence sequence) || sequence.items().size() < 2) {
      problems.add(names.place(), path, names.said(), EXPECTED);
      return null;
    }
    List<Integer> of = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      int feature = resolve(sequence.items().get(i), path + "[" + i + "]");
      if (feature >= 0) {
        of.add(feature);
      }
    }
    if (of.size() < sequence.items().size()) {
      return null;
    }
    Collections.sort(of); // One name for one combination, in whatever order it was written.
    if (new HashSet<>(of).size() < of.size()) {
      problems.add(names.place(), path, names(of), "different features");
      return null;
    }
    return new FeatureSpec.Cross(String.join("*", names(of)), of);
  }

  /** The place of a feature by its name or a shorthand; -1, which is a problem, if none fits. */
  int resolve(Node name, String path) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i).name().equals(name.said())) {
        return i;
      }
      String feature = features.get(i).name();
      if (shorthands.getOrDefault(feature, List.of()).contains(name.said())) {
        fitting.add(i);
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    List<String> known = features.stream().map(FeatureSpec::name).toList();
    problems.add(
        name.place(),
        path,
        name.said(),
        fitting.isEmpty()
            ? "the name of a feature of this file that is no cross"
                + Nearest.hint(name.said(), known)
            : "one feature, but " + names(fitting) + " all fit; write the whole name");
    return -1;
  }

  private List<String> names(List<Integer> of) {
    return of.stream().map(i -> features.get(i).name()).toList();
  }
}
