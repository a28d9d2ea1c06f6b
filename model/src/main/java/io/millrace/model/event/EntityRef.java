package io.millrace.model.event;

import java.util.Objects;

/**
 * The entity of an event: its key as text and the partition whose history saw the event, so that
 * what the label says reaches that same history. A value: equal where key and partition are.
 *
 * <p>Who keeps histories on the heap may hand out references that know more than that, and spare
 * himself the search when one comes back.
 */
public class EntityRef {
  private final String key;
  private final int partition;

  public EntityRef(String key, int partition) {
    this.key = Objects.requireNonNull(key);
    this.partition = partition;
  }

  public final String key() {
    return key;
  }

  public final int partition() {
    return partition;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof EntityRef ref && partition == ref.partition && key.equals(ref.key);
  }

  @Override
  public final int hashCode() {
    return 31 * key.hashCode() + partition;
  }

  @Override
  public final String toString() {
    return key + "@" + partition;
  }
}
