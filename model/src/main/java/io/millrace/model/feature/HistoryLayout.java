package io.millrace.model.feature;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the histories of one entity hold, as the features that are taken from them need it.
 *
 * @param entity name of the entity
 * @param slots number slots of the tracked numbers, in their order
 * @param eventSpan longest window that events are taken over, milliseconds; 0 = events are not kept
 * @param labelSpan longest window that labels are taken over, milliseconds; 0 = labels are not kept
 * @param tracksLabels whether labels say anything that windows and streaks are taken of
 * @param outlierSpan longest window that outliers are taken over, milliseconds
 * @param outliers null where none is looked for
 * @param explained null where every label counts
 * @param texts text slots whose values are remembered, in their order
 * @param textSpan longest window that texts are taken over, milliseconds
 * @param decays which sums are kept, each once
 */
@SuppressWarnings("ArrayRecordComponent") // Private to the package and never changed.
record HistoryLayout(
    String entity,
    int[] slots,
    long eventSpan,
    long labelSpan,
    boolean tracksLabels,
    long outlierSpan,
    OutlierSpec outliers,
    ExplainedSpec explained,
    int[] texts,
    long textSpan,
    List<Decay> decays) {
  /**
   * A decayed sum.
   *
   * @param slot of the number; -1 for the events alone
   * @param halfLife milliseconds
   */
  record Decay(int slot, long halfLife) {
    static Decay of(EntitySpec entity, FeatureSpec.History taken) {
      return new Decay(
          taken.number() < 0 ? -1 : entity.numberSlots().get(taken.number()),
          entity.windows().get(taken.window()));
    }
  }

  static HistoryLayout of(FeatureSet set, int entity) {
    EntitySpec spec = set.entities().get(entity);
    long eventSpan = 0;
    long labelSpan = 0;
    long outlierSpan = 0;
    long textSpan = 0;
    Set<Decay> decays = new LinkedHashSet<>();
    boolean labels = spec.tracksLabels() && spec.outliers() == null;
    for (FeatureSpec feature : set.features()) {
      if (feature instanceof FeatureSpec.History taken && taken.entity() == entity) {
        labels |= taken.take().ofLabels();
        if (!taken.take().windowed()) {
          continue;
        }
        long window = spec.windows().get(taken.window());
        if (taken.take().ofText()) {
          textSpan = Math.max(textSpan, window);
        } else if (taken.take().ofDecays()) {
          decays.add(Decay.of(spec, taken));
        } else if (taken.take().ofOutliers()) {
          outlierSpan = Math.max(outlierSpan, window);
        } else if (taken.take().ofLabels()) {
          labelSpan = Math.max(labelSpan, window);
        } else {
          eventSpan = Math.max(eventSpan, window);
        }
      }
    }
    int[] slots = spec.numberSlots().stream().mapToInt(Integer::intValue).toArray();
    return new HistoryLayout(
        spec.name(),
        slots,
        eventSpan,
        labelSpan,
        labels,
        outlierSpan,
        spec.outliers(),
        spec.explained(),
        spec.textSlots().stream().mapToInt(Integer::intValue).toArray(),
        textSpan,
        List.copyOf(decays));
  }

  Timeline events() {
    return new Timeline(slots.length, false, eventSpan > Timeline.NARROW);
  }

  /** Whether a label may count in part. */
  boolean gradesLabels() {
    return explained != null && explained.graded();
  }
}
