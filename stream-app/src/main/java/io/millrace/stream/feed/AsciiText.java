package io.millrace.stream.feed;

import java.nio.charset.StandardCharsets;

/** Plain ASCII bytes seen as text, until the bytes change: for what is read and not kept. */
final class AsciiText implements CharSequence {
  private byte[] bytes;
  private int start;
  private int length;

  /** Looks at these bytes from now on; null where they are not all ASCII. */
  AsciiText at(byte[] source, int from, int size) {
    int bits = 0;
    for (int i = from; i < from + size; i++) {
      bits |= source[i];
    }
    bytes = source;
    start = from;
    length = size;
    return bits < 0 ? null : this;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return (char) bytes[start + index];
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return toString().substring(from, to);
  }

  @Override
  public String toString() {
    return new String(bytes, start, length, StandardCharsets.US_ASCII);
  }
}
