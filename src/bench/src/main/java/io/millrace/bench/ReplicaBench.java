package io.millrace.bench;

import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Example;
import io.millrace.model.explain.Reason;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a replica costs an event: 20 features, of which 17 numbers at three resolutions, so about 55
 * ids of 2^18, and an alert budget per entity. Run with {@code -prof gc} for the garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplicaBench {
  private static final int EXAMPLES = 1 << 14;
  private static final long START = 1_522_540_800_000L;

  private final Replica replica =
      new Replica(
          features(),
          LearnerConfig.ftrl(0.1, 18),
          new DecisionConfig(100, "customer", ZoneOffset.UTC, 0.5),
          Duration.ofDays(7));
  private final Scorer scorer = replica.scorer();
  private final List<Example> examples = new ArrayList<>();
  private int next;

  private static FeatureSet features() {
    List<FeatureSpec> features = new ArrayList<>();
    features.add(new FeatureSpec.Number("amount", 0, Binning.DEFAULT));
    features.add(new FeatureSpec.Weekend("weekend", ZoneOffset.UTC));
    for (int i = 0; i < 16; i++) {
      features.add(new FeatureSpec.History("history" + i, 0, Take.MEAN, 0, 0, Binning.DEFAULT));
    }
    features.add(new FeatureSpec.Cross("cross1", List.of(0, 2)));
    features.add(new FeatureSpec.Cross("cross2", List.of(0, 3)));
    return new FeatureSet(
        new EventSchema(List.of("amount"), List.of("customer")),
        List.of(new EntitySpec("customer", List.of(0), List.of(0), List.of(86_400_000L), true)),
        features);
  }

  @Setup
  public void examples() {
    Random random = new Random(1);
    for (int i = 0; i < EXAMPLES; i++) {
      float[] values = new float[20];
      for (int f = 0; f < 18; f++) {
        values[f] = f == 1 ? random.nextInt(2) : (float) Math.exp(2 * random.nextGaussian());
      }
      boolean positive = random.nextInt(100) == 0;
      long time = START + i * 9_000L;
      double[] raw = {random.nextDouble()};
      examples.add(
          new Example(
              "e", time, time, values, positive, false, 1, raw, 0.5, 0, 1 + random.nextInt(5000)));
    }
    examples.forEach(replica::learn);
  }

  private Example next() {
    next = (next + 1) & (EXAMPLES - 1);
    return examples.get(next);
  }

  @Benchmark
  public double score() {
    return scorer.raw(next().values());
  }

  @Benchmark
  public List<Reason> threeReasons() {
    return scorer.reasons(next().values(), List.of(), 3);
  }

  @Benchmark
  public double learn() {
    replica.learn(next());
    return replica.threshold();
  }
}
