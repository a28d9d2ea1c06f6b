package io.millrace.stream.config;

import io.millrace.model.feature.EntitySpec;
import java.util.List;
import java.util.TreeSet;

/** An entity while the blocks that speak of it are read; several blocks share one history. */
final class EntityDraft {
  private final List<String> fields;
  private final Slots numbers = new Slots();
  private final TreeSet<Long> windows = new TreeSet<>();
  private boolean tracksLabels;

  EntityDraft(List<String> fields) {
    this.fields = List.copyOf(fields);
  }

  String name() {
    return String.join("+", fields);
  }

  List<String> fields() {
    return fields;
  }

  void remember(HistoryBlock block) {
    for (TakeText take : block.takes()) {
      if (take.field() != null) {
        numbers.of(take.field());
      }
      tracksLabels |= take.take().ofLabels();
    }
    block.over().forEach(window -> windows.add(window.toMillis()));
  }

  int number(String field) {
    return numbers.of(field);
  }

  int window(long millis) {
    return windows.headSet(millis).size();
  }

  EntitySpec spec(Slots numberSlots, Slots textSlots) {
    return new EntitySpec(
        name(),
        fields.stream().map(textSlots::of).toList(),
        numbers.paths().stream().map(numberSlots::of).toList(),
        List.copyOf(windows),
        tracksLabels);
  }
}
