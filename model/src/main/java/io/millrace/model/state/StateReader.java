package io.millrace.model.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateWriter} wrote, in the same order. Bytes that end early are refused with
 * the position and the length found, never read past.
 */
public final class StateReader {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int position;

  public StateReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Starts again on other bytes. */
  public StateReader reset(byte[] other) {
    bytes = other;
    position = 0;
    return this;
  }

  public int remaining() {
    return bytes.length - position;
  }

  public byte getByte() {
    return bytes[advance(1)];
  }

  public boolean getBoolean() {
    return getByte() != 0;
  }

  public int getInt() {
    return (int) INTS.get(bytes, advance(Integer.BYTES));
  }

  public long getLong() {
    return (long) LONGS.get(bytes, advance(Long.BYTES));
  }

  public float getFloat() {
    return Float.intBitsToFloat(getInt());
  }

  public double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  public byte[] getBytes() {
    int length = getLength(1);
    int start = advance(length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  public String getText() {
    return new String(getBytes(), StandardCharsets.UTF_8);
  }

  public float[] getFloats() {
    float[] values = new float[getLength(Float.BYTES)];
    int start = advance(values.length * Float.BYTES);
    ByteBuffer.wrap(bytes, start, values.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  public int[] getInts() {
    int[] values = new int[getLength(Integer.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = getInt();
    }
    return values;
  }

  public long[] getLongs() {
    long[] values = new long[getLength(Long.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = getLong();
    }
    return values;
  }

  public double[] getDoubles() {
    double[] values = new double[getLength(Double.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = getDouble();
    }
    return values;
  }

  /** Bytes without a length, as {@link StateWriter#putRaw} wrote them. */
  public void getRaw(byte[] target, int at, int length) {
    System.arraycopy(bytes, advance(length), target, at, length);
  }

  /** A length that the bytes left can hold, so that a damaged one cannot exhaust the heap. */
  private int getLength(int width) {
    int length = getInt();
    if (length < 0 || (long) length * width > remaining()) {
      throw new IllegalArgumentException(
          "state holds a length of "
              + length
              + " at byte "
              + (position - Integer.BYTES)
              + ", expected 0 to "
              + remaining() / width
              + ": the bytes are damaged or of another format");
    }
    return length;
  }

  private int advance(int count) {
    if (count > remaining()) {
      throw new IllegalArgumentException(
          "state ends at byte "
              + bytes.length
              + ", expected at least "
              + ((long) position + count)
              + ": the bytes are damaged or of another format");
    }
    int start = position;
    position += count;
    return start;
  }
}
