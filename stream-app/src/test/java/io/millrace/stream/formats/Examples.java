package io.millrace.stream.formats;

import io.millrace.model.event.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The examples in the formats, and what others make of them. */
final class Examples {
  private Examples() {}

  /** From a fixed seed. */
  static List<Example> of(int count) {
    Random random = new Random(7);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float amount = random.nextInt(4000) / 8f;
      examples.add(
          new Example(
              "e" + i,
              Formats.NOW + i * (Formats.DAY / 40),
              Formats.NOW + i * (Formats.DAY / 40) + Formats.DAY,
              new float[] {
                amount,
                random.nextInt(5),
                i % 3 == 0 ? Float.NaN : amount / 100,
                i % 9,
                0.5f,
                0,
                Float.NaN
              },
              amount > 300,
              i % 7 == 0,
              1f,
              new double[] {random.nextInt(1024) / 1024.0},
              0.5,
              i,
              1 + random.nextInt(40)));
    }
    return examples;
  }

  static Example weighted(Example e, float weight) {
    return taught(e, weight, weight, 0);
  }

  static Example taught(Example e, float weight, float lesson, float reverses) {
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        weight,
        e.rawScores(),
        e.threshold(),
        e.version(),
        e.budgetEntity(),
        e.models(),
        e.probabilities(),
        lesson,
        reverses);
  }

  static Example said(Example e, double[] scores, long[] models, double[] told) {
    return new Example(
        e.eventId(),
        e.eventTime(),
        e.knownAt(),
        e.values(),
        e.positive(),
        e.assumed(),
        e.weight(),
        scores,
        e.threshold(),
        e.version(),
        e.budgetEntity(),
        models,
        told);
  }
}
