package io.millrace.model.feature;

import io.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.List;

/** The features of an entity that are taken from its decayed sums. */
final class DecayTakes {
  private final One[] all;

  /**
   * @param sum place among the entity's decayed sums
   * @param slot of the number; -1 for the events alone
   */
  private record One(Take take, int sum, int slot, int position) {}

  private DecayTakes(List<One> all) {
    this.all = all.toArray(new One[0]);
  }

  /** Null if the entity has none. */
  static DecayTakes of(FeatureSet set, int entity, HistoryLayout layout) {
    List<One> all = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      if (set.features().get(i) instanceof FeatureSpec.History history
          && history.entity() == entity
          && history.take().ofDecays()) {
        HistoryLayout.Decay decay = HistoryLayout.Decay.of(set.entities().get(entity), history);
        all.add(new One(history.take(), layout.decays().indexOf(decay), decay.slot(), i));
      }
    }
    return all.isEmpty() ? null : new DecayTakes(all);
  }

  void take(Decays decays, Event event, float[] values) {
    for (One one : all) {
      float number = one.slot < 0 ? Float.NaN : Timeline.finite(event.numbers()[one.slot]);
      values[one.position] = (float) take(one.take, decays.of(one.sum), event.time(), number);
    }
  }

  private static double take(Take take, Usual sum, long time, float number) {
    return switch (take) {
      case DECAYED_COUNT -> sum.weightAt(time);
      case DECAYED_SUM -> sum.sumAt(time);
      case DECAYED_MEAN -> sum.mean();
      case DECAYED_RATIO -> FeatureEngine.ratio(sum.mean(), number);
      default -> throw new IllegalStateException(take + " is not taken from decayed sums");
    };
  }
}
