package io.millrace.model.feature;

import io.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.List;

/** The features of an entity that speak of the texts it has met. */
final class TextTakes {
  private final One[] all;

  /**
   * @param text place among the entity's texts
   */
  private record One(Take take, int text, int slot, long window, int position) {}

  private TextTakes(List<One> all) {
    this.all = all.toArray(new One[0]);
  }

  /** Null if the entity has none. */
  static TextTakes of(FeatureSet set, int entity) {
    EntitySpec spec = set.entities().get(entity);
    List<One> all = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      if (set.features().get(i) instanceof FeatureSpec.History history
          && history.entity() == entity
          && history.take().ofText()) {
        int text = history.number();
        long window = spec.windows().get(history.window());
        all.add(new One(history.take(), text, spec.textSlots().get(text), window, i));
      }
    }
    return all.isEmpty() ? null : new TextTakes(all);
  }

  void take(EntityHistory past, Event event, float[] values) {
    for (One one : all) {
      values[one.position] = take(one, past.met(one.text), event);
    }
  }

  private static float take(One one, MetTexts met, Event event) {
    long time = event.time();
    long start = time - one.window;
    if (one.take == Take.DISTINCT) {
      return met.distinct(start, time);
    }
    String text = event.texts()[one.slot];
    return text == null ? Float.NaN : met.isMet(text, start, time) ? 0 : 1;
  }
}
