package io.millrace.bench;

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;
import java.util.Arrays;
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
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * What one score and one lesson cost at {@value #ACTIVE} active features of 2^{@value #HASH_BITS},
 * each learner and Tribuo's own step beside it in the same run. Examples differ from call to call,
 * with a few common ids and many rare ones, so that the table is not all in the nearest cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LearnerBench {
  static final int ACTIVE = 30;
  static final int HASH_BITS = 18;
  private static final int EXAMPLES = 1 << 10;

  private final FeatureVector[] xs = new FeatureVector[EXAMPLES];
  private final SparseVector[] tribuoXs = new SparseVector[EXAMPLES];
  private final boolean[] positives = new boolean[EXAMPLES];
  private final OnlineLearner ftrl = LearnerConfig.ftrl(0.1, HASH_BITS).create();
  private final OnlineLearner adagrad = LearnerConfig.adagrad(0.05, HASH_BITS).create();
  private final LinearParameters tribuo = new LinearParameters((1 << HASH_BITS) + 1, 2);
  private final AdaGrad tribuoAdaGrad = new AdaGrad(0.025, 1e-6, 0.1);
  private final LogMulticlass objective = new LogMulticlass();
  private int next;

  @Setup
  public void examples() {
    Random random = new Random(20260101);
    for (int i = 0; i < EXAMPLES; i++) {
      int[] ids =
          random
              .doubles()
              .mapToInt(u -> (int) (Math.pow(u, 4) * (1 << HASH_BITS)))
              .distinct()
              .limit(ACTIVE)
              .toArray();
      xs[i] = new FeatureVector(ACTIVE);
      for (int id : ids) {
        xs[i].add(id, 1);
      }
      tribuoXs[i] = tribuoVector(ids);
      positives[i] = random.nextInt(50) == 0;
    }
    tribuoAdaGrad.initialise(tribuo);
    for (int i = 0; i < EXAMPLES; i++) {
      learnFtrl();
      learnAdaGrad();
    }
  }

  /** The bias is the last column, as Tribuo's trainers have it. */
  private static SparseVector tribuoVector(int[] ids) {
    int[] sorted = Arrays.copyOf(ids, ids.length + 1);
    sorted[ids.length] = 1 << HASH_BITS;
    Arrays.sort(sorted);
    double[] ones = new double[sorted.length];
    Arrays.fill(ones, 1);
    return SparseVector.createSparseVector((1 << HASH_BITS) + 1, sorted, ones);
  }

  @Benchmark
  public double scoreFtrl() {
    return ftrl.score(xs[advance()]);
  }

  @Benchmark
  public double scoreAdaGrad() {
    return adagrad.score(xs[advance()]);
  }

  @Benchmark
  public DenseVector scoreTribuo() {
    return tribuo.predict(tribuoXs[advance()]);
  }

  @Benchmark
  public void learnFtrl() {
    int i = advance();
    ftrl.learn(xs[i], positives[i], 1);
  }

  @Benchmark
  public void learnAdaGrad() {
    int i = advance();
    adagrad.learn(xs[i], positives[i], 1);
  }

  @Benchmark
  public void learnTribuoAdaGrad() {
    int i = advance();
    SparseVector x = tribuoXs[i];
    Pair<Double, SGDVector> loss =
        objective.lossAndGradient(positives[i] ? 1 : 0, tribuo.predict(x));
    tribuo.update(tribuoAdaGrad.step(tribuo.gradients(loss, x), 1));
  }

  private int advance() {
    return next = (next + 1) & (EXAMPLES - 1);
  }
}
