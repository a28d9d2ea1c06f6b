package io.millrace.model.learner;

import java.util.List;

/**
 * What a learner is given of an event.
 *
 * @param features how many features the elements of a {@link FeatureVector} can come from
 * @param categories one for each plain value: true where it stands for a text (its hash, of which
 *     only equality means anything), false where it is a number. Crosses have no plain value, so
 *     there are at most {@code features} of them
 */
public record Inputs(int features, List<Boolean> categories) {
  public Inputs {
    categories = List.copyOf(categories);
  }

  /** How many plain values an event has. */
  public int plain() {
    return categories.size();
  }
}
