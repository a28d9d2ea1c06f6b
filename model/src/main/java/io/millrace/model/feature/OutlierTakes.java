package io.millrace.model.feature;

import io.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.List;

/** The features of an entity that speak of what is usual for it, and of its outliers. */
final class OutlierTakes {
  private final int slot;
  private final Take[] takes;
  private final int[] positions;

  /** Milliseconds; 0 where the take has no window. */
  private final long[] windows;

  private OutlierTakes(int slot, List<Integer> features, FeatureSet set) {
    this.slot = slot;
    takes = new Take[features.size()];
    positions = new int[takes.length];
    windows = new long[takes.length];
    for (int i = 0; i < takes.length; i++) {
      positions[i] = features.get(i);
      FeatureSpec.History feature = (FeatureSpec.History) set.features().get(positions[i]);
      takes[i] = feature.take();
      List<Long> ofEntity = set.entities().get(feature.entity()).windows();
      windows[i] = feature.window() < 0 ? 0 : ofEntity.get(feature.window());
    }
  }

  /** Null if the entity has none. */
  static OutlierTakes of(FeatureSet set, int entity) {
    List<Integer> features = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      if (set.features().get(i) instanceof FeatureSpec.History history
          && history.entity() == entity
          && history.take().ofOutliers()) {
        features.add(i);
      }
    }
    EntitySpec spec = set.entities().get(entity);
    if (spec.outliers() == null) {
      if (!features.isEmpty()) {
        throw new IllegalArgumentException(
            "entity " + spec.name() + " has no outliers, expected a spec of them for its features");
      }
      return null;
    }
    return new OutlierTakes(spec.numberSlots().get(spec.outliers().number()), features, set);
  }

  void take(Outliers outliers, Event event, float[] values) {
    float number = Timeline.finite(event.numbers()[slot]);
    long time = event.time();
    for (int i = 0; i < takes.length; i++) {
      long start = time - windows[i];
      values[positions[i]] =
          switch (takes[i]) {
            case USUAL_RATIO -> (float) outliers.ratio(number);
            case USUAL_ZSCORE -> (float) outliers.zscore(number);
            case OUTLIER_COUNT -> outliers.count(start, time);
            case OUTLIER_MAX -> outliers.highest(start, time);
            case OUTLIER_POSITIVE_COUNT -> outliers.positives(start);
            default -> throw new IllegalStateException(takes[i] + " is not of outliers");
          };
    }
  }
}
