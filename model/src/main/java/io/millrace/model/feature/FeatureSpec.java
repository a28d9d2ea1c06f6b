package io.millrace.model.feature;

import java.time.ZoneId;
import java.util.List;

/** One feature of a pipeline, under the name that people read in reasons. */
public sealed interface FeatureSpec {
  String name();

  /** A number of the event. */
  record Number(String name, int slot, Binning binning) implements FeatureSpec {}

  /** A text of the event; one id a text, hashed. */
  record Category(String name, int slot) implements FeatureSpec {}

  /** 1 while the event's local hour is in [from, to), else 0; wraps midnight if from > to. */
  record HourBetween(String name, int from, int to, ZoneId zone) implements FeatureSpec {}

  /** 1 on Saturday and Sunday, else 0. */
  record Weekend(String name, ZoneId zone) implements FeatureSpec {}

  /**
   * Something of the history of an entity before this event.
   *
   * @param entity place among the feature set's entities
   * @param number place among that entity's tracked numbers, or, if {@link Take#ofText}, texts; -1
   *     if it speaks of neither
   * @param window place among that entity's windows; -1 unless {@link Take#windowed}
   */
  record History(String name, int entity, Take take, int number, int window, Binning binning)
      implements FeatureSpec {}

  /** The combination of other features (never crosses), each at its coarsest bins. */
  record Cross(String name, List<Integer> of) implements FeatureSpec {
    public Cross {
      of = List.copyOf(of);
    }
  }
}
