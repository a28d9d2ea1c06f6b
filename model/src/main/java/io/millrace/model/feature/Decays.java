package io.millrace.model.feature;

import io.millrace.model.event.Event;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;

/**
 * Decayed sums of an entity's events: an event of age t weighs 2^(-t / half-life), however old it
 * is. O(1) an event, 36 bytes a sum.
 */
final class Decays {
  private final HistoryLayout.Decay[] decays;
  private final Usual[] sums;

  Decays(List<HistoryLayout.Decay> decays) {
    this.decays = decays.toArray(new HistoryLayout.Decay[0]);
    sums = new Usual[this.decays.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Usual(this.decays[i].halfLife());
    }
  }

  Usual of(int index) {
    return sums[index];
  }

  /** Takes in an event; a missing number changes nothing. */
  void add(Event event) {
    for (int i = 0; i < sums.length; i++) {
      float value = value(i, event);
      if (!Float.isNaN(value)) {
        sums[i].add(event.time(), value);
      }
    }
  }

  /** Takes out what {@link #add} took in, up to rounding. */
  void withdraw(Event event) {
    for (int i = 0; i < sums.length; i++) {
      float value = value(i, event);
      if (!Float.isNaN(value)) {
        sums[i].remove(event.time(), value);
      }
    }
  }

  /** Of the events alone the weights are the count: their value is of no matter. */
  private float value(int sum, Event event) {
    int slot = decays[sum].slot();
    return slot < 0 ? 0 : Timeline.finite(event.numbers()[slot]);
  }

  void write(StateWriter out) {
    for (Usual sum : sums) {
      sum.write(out);
    }
  }

  void read(StateReader in) {
    for (Usual sum : sums) {
      sum.read(in);
    }
  }
}
