package io.millrace.stream.topic;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.EventSchema;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.pipeline.EventSource;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Measure;
import io.millrace.model.pipeline.Output;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.TimeSource;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/** Small pipelines for tests on a broker; each name has topics of its own. */
public final class TestPipelines {
  public static final FeatureSet FEATURES =
      new FeatureSet(
          new EventSchema(List.of("amount"), List.of("customer", "country")),
          List.of(
              new EntitySpec("customer", List.of(0), List.of(0), List.of(86_400_000L), true),
              new EntitySpec("customer+country", List.of(0, 1), List.of(), List.of(), false)),
          List.of(
              new FeatureSpec.Number("amount", 0, Binning.DEFAULT),
              new FeatureSpec.Category("country", 1),
              new FeatureSpec.History(
                  "customer_ratio_1d", 0, Take.RATIO, 0, 0, new Binning(List.of(4), true))));

  private TestPipelines() {}

  public static Pipeline named(String name) {
    return named(name, 0.1);
  }

  public static Pipeline named(String name, double rate) {
    return named(name, rate, 3, null);
  }

  public static Pipeline named(String name, double rate, int partitions, String keyedBy) {
    return new Pipeline(
        name,
        1,
        new EventSource(
            name + "-events",
            "id",
            new TimeSource("at", TimeSource.Format.ISO, null),
            EventSource.DEFAULT_MAX_AHEAD,
            keyedBy),
        new LabelSource(
            name + "-labels",
            "id",
            "value",
            List.of("1"),
            List.of("0"),
            null,
            new LabelPolicy(true, Duration.ofDays(7), LabelSource.DEFAULT_REMEMBER),
            LabelSource.DEFAULT_GRACE),
        FEATURES,
        LearnerConfig.ftrl(rate, 12),
        new DecisionConfig(5, "customer", ZoneOffset.UTC, 0.5),
        new Measure(Measure.METRICS, null),
        new Output(name + "-scores", name + "-alerts", 3),
        partitions);
  }
}
