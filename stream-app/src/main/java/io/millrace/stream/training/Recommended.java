package io.millrace.stream.training;

import io.millrace.model.recommend.Suggestion;
import io.millrace.model.replica.ModelVersion;
import java.util.List;

/**
 * What one version of the model recommends.
 *
 * @param items best first
 */
public record Recommended(List<Suggestion> items, ModelVersion version) {
  public Recommended {
    items = List.copyOf(items);
  }
}
