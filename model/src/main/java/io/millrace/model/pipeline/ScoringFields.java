package io.millrace.model.pipeline;

import io.millrace.model.event.Event;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.TextHash;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What a scored event keeps of its event's texts. */
public final class ScoringFields {
  private static final int NONE = -1;
  private final int[] categories;
  private final int budget;

  public ScoringFields(Pipeline pipeline) {
    String per = pipeline.decide().per();
    budget = per == null ? NONE : pipeline.features().schema().text(per);
    categories =
        pipeline.features().features().stream()
            .filter(FeatureSpec.Category.class::isInstance)
            .mapToInt(feature -> ((FeatureSpec.Category) feature).slot())
            .toArray();
  }

  /** The text of each category feature in the order of the feature set, null where missing. */
  public List<String> categories(Event event) {
    if (categories.length == 0) {
      return List.of();
    }
    String[] texts = new String[categories.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = event.texts()[categories[i]];
    }
    return Collections.unmodifiableList(Arrays.asList(texts));
  }

  /** Hash of the entity that the alert budget counts; 0 where it counts events or is missing. */
  public long budgetEntity(Event event) {
    String key = budget == NONE ? null : event.texts()[budget];
    return key == null ? 0 : TextHash.of(key);
  }
}
