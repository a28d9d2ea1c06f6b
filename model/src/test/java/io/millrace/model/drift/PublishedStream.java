package io.millrace.model.drift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The streams of river's documentation of its detectors, and where it says that they alarm. */
enum PublishedStream {
  /**
   * Python's {@code random.Random(12345)}, one thousand {@code choices([0, 1])}, then one thousand
   * {@code choices(range(4, 8))}.
   */
  VALUES("stream.txt"),

  /**
   * Python's {@code random.Random(42)}, one thousand {@code choices([0, 1])}, then one thousand
   * with the weights 0.3 and 0.7.
   */
  ERRORS("errors.txt");

  private final String file;

  PublishedStream(String file) {
    this.file = file;
  }

  /** Indices, from 0, at which a detector alarms. */
  List<Integer> alarms(DriftDetector detector) {
    double[] stream = numbers();
    List<Integer> alarms = new ArrayList<>();
    for (int i = 0; i < stream.length; i++) {
      if (detector.add(stream[i])) alarms.add(i);
    }
    return alarms;
  }

  private double[] numbers() {
    try (var in = PublishedStream.class.getResourceAsStream("/drift/" + file)) {
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
