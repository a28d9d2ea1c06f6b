package io.millrace.model.feature;

import java.util.List;

/**
 * An entity that has a history: what identifies it and what its history must remember.
 *
 * @param name as in the pipeline file; several fields joined by "+"
 * @param keySlots text slots whose values together are the key
 * @param numberSlots number slots whose values the history keeps
 * @param windows lengths in milliseconds, ascending
 * @param tracksLabels whether what labels say is kept too
 */
public record EntitySpec(
    String name,
    List<Integer> keySlots,
    List<Integer> numberSlots,
    List<Long> windows,
    boolean tracksLabels) {
  public EntitySpec {
    keySlots = List.copyOf(keySlots);
    numberSlots = List.copyOf(numberSlots);
    windows = List.copyOf(windows);
  }

  /** The longest window, milliseconds; 0 if there is none. */
  public long longestWindow() {
    return windows.isEmpty() ? 0 : windows.get(windows.size() - 1);
  }
}
