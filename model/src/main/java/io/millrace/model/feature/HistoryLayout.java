package io.millrace.model.feature;

/**
 * What the histories of one entity hold, as the features that are taken from them need it.
 *
 * @param entity name of the entity
 * @param slots number slots of the tracked numbers, in their order
 * @param eventSpan longest window that events are taken over, milliseconds; 0 = events are not kept
 * @param labelSpan longest window that labels are taken over, milliseconds; 0 = labels are not kept
 * @param tracksLabels whether labels say anything
 */
@SuppressWarnings("ArrayRecordComponent") // Private to the package and never changed.
record HistoryLayout(
    String entity, int[] slots, long eventSpan, long labelSpan, boolean tracksLabels) {
  static HistoryLayout of(FeatureSet set, int entity) {
    EntitySpec spec = set.entities().get(entity);
    long eventSpan = 0;
    long labelSpan = 0;
    boolean labels = spec.tracksLabels();
    for (FeatureSpec feature : set.features()) {
      if (feature instanceof FeatureSpec.History taken && taken.entity() == entity) {
        labels |= taken.take().ofLabels();
        if (!taken.take().windowed()) {
          continue;
        }
        long window = spec.windows().get(taken.window());
        if (taken.take().ofLabels()) {
          labelSpan = Math.max(labelSpan, window);
        } else {
          eventSpan = Math.max(eventSpan, window);
        }
      }
    }
    int[] slots = spec.numberSlots().stream().mapToInt(Integer::intValue).toArray();
    return new HistoryLayout(spec.name(), slots, eventSpan, labelSpan, labels);
  }

  Timeline events() {
    return new Timeline(slots.length, false, eventSpan > Timeline.NARROW);
  }

  /** Labels may be dated at will, and are wide for it. */
  Timeline labels() {
    return new Timeline(1, true, true);
  }
}
