package io.millrace.stream.export;

import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.replica.ModelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Learners that have learnt something, and events they are asked about. */
record ExportFixture(LearnerConfig config, OnlineLearner learner) {
  static final int HASH_BITS = 10;
  private static final int SEEN = 600;

  static ExportFixture taught(LearnerConfig config) {
    OnlineLearner learner = config.create(new Inputs(1, List.of()));
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      FeatureVector x = x(random, SEEN);
      learner.learn(x, x.id(0) % 3 == 0, 1);
    }
    return new ExportFixture(config, learner);
  }

  /** Some of whose ids nobody has learnt anything of. */
  static FeatureVector x(Random random) {
    return x(random, 1 << HASH_BITS);
  }

  /** Different ids, the first of them seen. */
  private static FeatureVector x(Random random, int ids) {
    FeatureVector x = new FeatureVector(10);
    x.add(random.nextInt(60), 1);
    for (int i = 1; i < 10; i++) {
      x.add(i * ids / 10 + random.nextInt(ids / 10), i % 4 == 0 ? random.nextFloat() : 1);
    }
    return x;
  }

  Export export() {
    return export(Optional.empty(), 1);
  }

  Export export(Optional<Calibrator> calibrator, double priorOdds) {
    Origin origin =
        new Origin(
            "fraud",
            "champion",
            config.canonical(),
            "features 2\n",
            HASH_BITS,
            "fraud-g1-training-log",
            new ModelVersion("AAAA", 1, 5_000),
            4_998,
            Instant.parse("2026-11-22T08:00:00Z"));
    return new Export(origin, config, learner, calibrator, priorOdds);
  }

  byte[] as(Format format) {
    return bytes(export(), format);
  }

  static byte[] bytes(Export export, Format format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      export.write(format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
