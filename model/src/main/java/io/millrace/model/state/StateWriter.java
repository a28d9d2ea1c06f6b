package io.millrace.model.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes state as bytes: little-endian, no alignment, no padding. The same calls give the same
 * bytes on every machine, which is what digests of replicas rest on.
 *
 * <p>Grows as needed, to {@value #MOST_BYTES} bytes: what does not fit is refused with an
 * IllegalStateException. Can be reused after {@link #reset()}. Not thread-safe.
 */
public final class StateWriter {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Longest array that every Java machine gives. */
  static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int size;

  public StateWriter() {
    this(256);
  }

  public StateWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  public StateWriter reset() {
    size = 0;
    return this;
  }

  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** What was written, not copied: good until the next call that writes. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
  }

  public StateWriter putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public StateWriter putBoolean(boolean value) {
    return putByte(value ? 1 : 0);
  }

  public StateWriter putInt(int value) {
    reserve(Integer.BYTES);
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
    return this;
  }

  public StateWriter putLong(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  public StateWriter putFloat(float value) {
    return putInt(Float.floatToRawIntBits(value));
  }

  public StateWriter putDouble(double value) {
    return putLong(Double.doubleToRawLongBits(value));
  }

  /** Length and bytes. */
  public StateWriter putBytes(byte[] value) {
    putInt(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** Bytes without a length: the reader must know it. */
  public StateWriter putRaw(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
    return this;
  }

  /** UTF-8, with its length in bytes. */
  public StateWriter putText(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Length and values. */
  public StateWriter putFloats(float[] values) {
    putInt(values.length);
    reserve((long) Float.BYTES * values.length);
    ByteBuffer.wrap(bytes, size, values.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(values);
    size += values.length * Float.BYTES;
    return this;
  }

  /** Length and values. */
  public StateWriter putInts(int[] values) {
    putInt(values.length);
    for (int value : values) {
      putInt(value);
    }
    return this;
  }

  /** Length and values. */
  public StateWriter putLongs(long[] values) {
    putInt(values.length);
    for (long value : values) {
      putLong(value);
    }
    return this;
  }

  /** Length and values. */
  public StateWriter putDoubles(double[] values) {
    putInt(values.length);
    for (double value : values) {
      putDouble(value);
    }
    return this;
  }

  private void reserve(long more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, grown(bytes.length, size + more));
    }
  }

  /** Room for so many bytes: twice as much as before, or as much as is needed. */
  static int grown(int room, long needed) {
    if (needed > MOST_BYTES) {
      throw new IllegalStateException(
          "state of "
              + needed
              + " bytes, expected at most "
              + MOST_BYTES
              + ": a state is one array; take smaller learners or fewer of them (hash_bits, factors,"
              + " embedding, trees, max_nodes)");
    }
    return (int) Math.min(MOST_BYTES, Math.max(needed, 2L * room));
  }
}
