package io.millrace.stream.topic;

import io.millrace.model.labeljoin.Due;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A {@link Due} as bytes whose unsigned lexicographic order is the dues' own, so that a sorted
 * store is the due index. Everything is in the key; the value may be empty.
 *
 * <pre>
 * at, 8 bytes big-endian, sign bit flipped | kind, 1 | event time, 8, flipped
 * | id, UTF-8 with 00 written as 00 FF, ended by 00 00 | sequence, 8, flipped
 * | 2 channel + positive, 1
 * </pre>
 */
public final class DueCodec {
  private static final int BEFORE_ID = Long.BYTES + 1 + Long.BYTES;
  private static final int AFTER_ID = Long.BYTES + 1;
  private static final Due.Kind[] KINDS = Due.Kind.values();

  private DueCodec() {}

  public static byte[] bytes(Due due) {
    byte[] id = escape(due.id());
    return ByteBuffer.allocate(BEFORE_ID + id.length + AFTER_ID)
        .putLong(flip(due.at()))
        .put((byte) due.kind().ordinal())
        .putLong(flip(due.eventTime()))
        .put(id)
        .putLong(flip(due.sequence()))
        .put((byte) (2 * due.channel() + (due.positive() ? 1 : 0)))
        .array();
  }

  public static Due due(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      long at = flip(in.getLong());
      Due.Kind kind = KINDS[in.get()];
      long eventTime = flip(in.getLong());
      String id = unescape(in);
      long sequence = flip(in.getLong());
      int said = in.get() & 0xFF;
      return new Due(at, kind, eventTime, id, sequence, (said & 1) != 0, said >> 1);
    } catch (RuntimeException e) {
      throw new SerializationException(
          "damaged due key of "
              + bytes.length
              + " bytes, expected one that the label join wrote; delete this instance's state_dir"
              + " to have its stores rebuilt",
          e);
    }
  }

  /** What is due, by the key alone. */
  public static Due.Kind kind(byte[] key) {
    return KINDS[key[Long.BYTES]];
  }

  /** The least key of anything due at {@code at}; not itself a due. */
  public static byte[] from(long at) {
    return ByteBuffer.allocate(Long.BYTES).putLong(flip(at)).array();
  }

  /**
   * A key above that of everything due at or before {@code upTo} and below all that is due later.
   */
  public static byte[] after(long upTo) {
    if (upTo < Long.MAX_VALUE) return from(upTo + 1);
    return ByteBuffer.allocate(Long.BYTES + 1).putLong(-1L).put((byte) -1).array();
  }

  private static long flip(long value) {
    return value ^ Long.MIN_VALUE;
  }

  private static byte[] escape(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(utf8.length + 2);
    for (byte b : utf8) {
      out.write(b);
      if (b == 0) out.write(0xFF);
    }
    out.write(0);
    out.write(0);
    return out.toByteArray();
  }

  private static String unescape(ByteBuffer in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining());
    for (byte b = in.get(); b != 0 || in.get() != 0; b = in.get()) out.write(b);
    return out.toString(StandardCharsets.UTF_8);
  }
}
