package io.millrace.model.feature;

import java.util.List;

/**
 * An entity that has a history: what identifies it and what its history must remember.
 *
 * @param name as in the pipeline file; several fields joined by "+"
 * @param keySlots text slots whose values together are the key
 * @param numberSlots number slots whose values the history keeps
 * @param windows lengths in milliseconds, ascending
 * @param tracksLabels whether labels are told to its history
 * @param outliers when an event is an outlier; null where none is looked for
 * @param explained which positive labels say nothing of the entity, or less; null where all say all
 * @param textSlots text slots whose values the history remembers having met
 */
public record EntitySpec(
    String name,
    List<Integer> keySlots,
    List<Integer> numberSlots,
    List<Long> windows,
    boolean tracksLabels,
    OutlierSpec outliers,
    ExplainedSpec explained,
    List<Integer> textSlots) {
  public EntitySpec {
    keySlots = List.copyOf(keySlots);
    numberSlots = List.copyOf(numberSlots);
    windows = List.copyOf(windows);
    textSlots = List.copyOf(textSlots);
  }

  /** An entity that remembers no texts. */
  public EntitySpec(
      String name,
      List<Integer> keySlots,
      List<Integer> numberSlots,
      List<Long> windows,
      boolean tracksLabels,
      OutlierSpec outliers,
      ExplainedSpec explained) {
    this(name, keySlots, numberSlots, windows, tracksLabels, outliers, explained, List.of());
  }

  /** The same without outliers, of which every label says something. */
  public EntitySpec(
      String name,
      List<Integer> keySlots,
      List<Integer> numberSlots,
      List<Long> windows,
      boolean tracksLabels) {
    this(name, keySlots, numberSlots, windows, tracksLabels, null, null);
  }

  /**
   * How long after its last event a history still says something, milliseconds: its longest window,
   * or two half-lives of what is usual.
   */
  public long memory() {
    return Math.max(longestWindow(), outliers == null ? 0 : 2 * outliers.halfLife());
  }

  /** The longest window, milliseconds; 0 if there is none. */
  public long longestWindow() {
    return windows.isEmpty() ? 0 : windows.get(windows.size() - 1);
  }
}
