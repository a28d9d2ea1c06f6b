package io.millrace.model.replica;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Example;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.feature.TextHash;
import io.millrace.model.learner.LearnerConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small pipeline with every kind of feature, and examples in which amount and country matter. */
final class ReplicaFixture {
  private ReplicaFixture() {}

  static final ZoneId UTC = ZoneOffset.UTC;

  static final FeatureSet FEATURES =
      new FeatureSet(
          new EventSchema(List.of("amount"), List.of("customer", "country")),
          List.of(new EntitySpec("customer", List.of(0), List.of(0), List.of(86_400_000L), true)),
          List.of(
              new FeatureSpec.Number("amount", 0, Binning.DEFAULT),
              new FeatureSpec.Category("country", 1),
              new FeatureSpec.Weekend("weekend", UTC),
              new FeatureSpec.History(
                  "customer_ratio_1d", 0, Take.RATIO, 0, 0, new Binning(List.of(4), true)),
              new FeatureSpec.Cross("amount x country", List.of(0, 1))));

  static final LearnerConfig SMALL = LearnerConfig.ftrl(0.1, 10);
  static final DecisionConfig BUDGET = new DecisionConfig(5, "customer", UTC, 0.5);
  static final Duration WEEK = Duration.ofDays(7);

  private static final String[] COUNTRIES = {"AT", "CH", "DE", "FR", null};

  static Replica fresh() {
    return new Replica(FEATURES, SMALL, BUDGET, WEEK);
  }

  static float[] values(double amount, String country, float ratio) {
    return new float[] {
      (float) amount, country == null ? Float.NaN : TextHash.category(country), 0, ratio, Float.NaN
    };
  }

  /** One every ten minutes from 2018-04-01 on, scored by something that knows a little. */
  static List<Example> examples(long seed, int count) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double amount = random.nextInt(4000) / 10.0;
      String country = COUNTRIES[random.nextInt(COUNTRIES.length)];
      boolean positive = amount > 220 && "FR".equals(country) || random.nextInt(50) == 0;
      float ratio = random.nextInt(3) == 0 ? Float.NaN : random.nextInt(400) / 100f;
      long time = 1_522_540_800_000L + i * 600_000L;
      double score = (positive ? 0.25 : 0) + random.nextInt(70) / 100.0;
      examples.add(
          new Example(
              "e" + i,
              time,
              time + WEEK.toMillis(),
              values(amount, country, ratio),
              positive,
              !positive && random.nextBoolean(),
              random.nextInt(10) == 0 ? 2f : 1f,
              new double[] {score},
              0.5,
              i - 1,
              1 + random.nextInt(40)));
    }
    return examples;
  }
}
