package io.millrace.stream.config;

import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.ExplainedSpec;
import io.millrace.model.feature.OutlierSpec;
import java.util.List;
import java.util.TreeSet;

/** An entity while the blocks that speak of it are read; several blocks share one history. */
final class EntityDraft {
  private final List<String> fields;
  private final Slots numbers = new Slots();
  private final Slots texts = new Slots();
  private final TreeSet<Long> windows = new TreeSet<>();
  private boolean tracksLabels;
  private OutlierSpec outliers;
  private ExplainedDraft explained;

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
        place(take);
      }
      tracksLabels |= take.take().needsLabels();
    }
    block.over().forEach(window -> windows.add(window.toMillis()));
  }

  int number(String field) {
    return numbers.of(field);
  }

  /** The place of what a take speaks of, among the entity's numbers or texts. */
  int place(TakeText take) {
    return take.take().ofText() ? texts.of(take.field()) : numbers.of(take.field());
  }

  int window(long millis) {
    return windows.headSet(millis).size();
  }

  /** False if another block has said otherwise. */
  boolean outliers(OutlierSpec said) {
    if (outliers != null && !outliers.equals(said)) {
      return false;
    }
    outliers = said;
    return true;
  }

  /** False if another block has said otherwise. */
  boolean explained(ExplainedDraft said) {
    if (explained != null && !explained.saysTheSameAs(said)) {
      return false;
    }
    explained = said;
    return true;
  }

  /** What explains its positive labels, as written; null if nothing does. */
  ExplainedDraft explained() {
    return explained;
  }

  /**
   * @param explained null if nothing explains its positive labels
   */
  EntitySpec spec(Slots numberSlots, Slots textSlots, ExplainedSpec explained) {
    return new EntitySpec(
        name(),
        fields.stream().map(textSlots::of).toList(),
        numbers.paths().stream().map(numberSlots::of).toList(),
        List.copyOf(windows),
        tracksLabels,
        outliers,
        explained,
        texts.paths().stream().map(textSlots::of).toList());
  }
}
