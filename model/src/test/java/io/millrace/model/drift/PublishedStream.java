package io.millrace.model.drift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The stream of river's documentation of its detectors: Python's {@code random.Random(12345)}, one
 * thousand {@code choices([0, 1])}, then one thousand {@code choices(range(4, 8))}.
 */
final class PublishedStream {
  private PublishedStream() {}

  static double[] values() {
    try (var in = PublishedStream.class.getResourceAsStream("/drift/stream.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .trim()
          .chars()
          .mapToDouble(digit -> digit - '0')
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
