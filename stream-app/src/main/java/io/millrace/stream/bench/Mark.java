package io.millrace.stream.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a bare record says: the first bytes of its value, over those of the sample. The event's
 * place in the load, then for each entity the partition of the task that had it.
 */
final class Mark {
  private Mark() {}

  private static int bytes(int entities) {
    return Integer.BYTES * (1 + entities);
  }

  static int event(byte[] value) {
    return ByteBuffer.wrap(value).getInt();
  }

  static int partition(byte[] value, int entity) {
    return ByteBuffer.wrap(value).getInt(Integer.BYTES * (1 + entity));
  }

  /** The value, marked as of an event. */
  static byte[] of(int event, byte[] value, int entities) {
    byte[] marked = value.length < bytes(entities) ? Arrays.copyOf(value, bytes(entities)) : value;
    ByteBuffer.wrap(marked).putInt(event);
    return marked;
  }

  /** The value, marked as another one is. */
  static byte[] as(byte[] other, byte[] value, int entities) {
    byte[] marked = value.length < bytes(entities) ? Arrays.copyOf(value, bytes(entities)) : value;
    System.arraycopy(other, 0, marked, 0, bytes(entities));
    return marked;
  }

  static void setPartition(byte[] value, int entity, int partition) {
    ByteBuffer.wrap(value).putInt(Integer.BYTES * (1 + entity), partition);
  }
}
