package io.millrace.bench;

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.ForestConfig;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.learner.TreeConfig;
import io.millrace.model.learner.TreeSettings;
import java.util.Arrays;
import java.util.Collections;
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
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * What one score and one lesson cost at {@value #ACTIVE} active features of 2^{@value #HASH_BITS},
 * each learner and Tribuo's own step beside it in the same run. Trees have 10 plain values instead.
 * Examples differ from call to call, with a few common ids and many rare ones, so that the table is
 * not all in the nearest cache.
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

  /** Each feature has three ids, and a plain value for trees. */
  private static final Inputs INPUTS = new Inputs(10, Collections.nCopies(10, false));

  private final FeatureVector[] xs = new FeatureVector[EXAMPLES];
  private final SparseVector[] tribuoXs = new SparseVector[EXAMPLES];
  private final boolean[] positives = new boolean[EXAMPLES];
  private final OnlineLearner ftrl = LearnerConfig.ftrl(0.1, HASH_BITS).create();
  private final OnlineLearner adagrad = LearnerConfig.adagrad(0.05, HASH_BITS).create();
  private final OnlineLearner factorization =
      new FactorizationConfig(8, 0.05, 0.05, 0.01, 1, HASH_BITS, 0.1, 1e-6).create(INPUTS);
  private final OnlineLearner perceptron = network(false);
  private final OnlineLearner wideAndDeep = network(true);
  private final OnlineLearner tree = new TreeConfig(TreeSettings.defaults()).create(INPUTS);
  private final OnlineLearner forest =
      new ForestConfig(
              ForestConfig.LEVERAGING_BAGGING, 10, 6, 0, 0.002, 0.01, 1, TreeSettings.defaults())
          .create(INPUTS);
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
      for (int k = 0; k < ids.length; k++) {
        xs[i].add(ids[k], 1, k / 3);
      }
      float[] plain = new float[INPUTS.plain()];
      for (int k = 0; k < plain.length; k++) {
        plain[k] = (float) Math.exp(random.nextGaussian());
      }
      xs[i].plain(plain);
      tribuoXs[i] = tribuoVector(ids);
      positives[i] = random.nextInt(50) == 0;
    }
    tribuoAdaGrad.initialise(tribuo);
    for (int i = 0; i < EXAMPLES; i++) {
      learnFtrl();
      learnAdaGrad();
      learnFactorizationMachine();
      learnPerceptron();
      learnWideAndDeep();
      learnTree();
      learnForest();
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

  private static OnlineLearner network(boolean wide) {
    return new NetworkConfig(wide, 4, List.of(16), 0.05, 0.05, 0.1, 1, HASH_BITS, 0.1, 1e-6)
        .create(INPUTS);
  }

  @Benchmark
  public double scoreFactorizationMachine() {
    return factorization.score(xs[advance()]);
  }

  @Benchmark
  public void learnFactorizationMachine() {
    learn(factorization);
  }

  @Benchmark
  public double scorePerceptron() {
    return perceptron.score(xs[advance()]);
  }

  @Benchmark
  public void learnPerceptron() {
    learn(perceptron);
  }

  @Benchmark
  public double scoreWideAndDeep() {
    return wideAndDeep.score(xs[advance()]);
  }

  @Benchmark
  public void learnWideAndDeep() {
    learn(wideAndDeep);
  }

  @Benchmark
  public double scoreTree() {
    return tree.score(xs[advance()]);
  }

  @Benchmark
  public void learnTree() {
    learn(tree);
  }

  @Benchmark
  public double scoreForest() {
    return forest.score(xs[advance()]);
  }

  @Benchmark
  public void learnForest() {
    learn(forest);
  }

  private void learn(OnlineLearner learner) {
    int i = advance();
    learner.learn(xs[i], positives[i], 1);
  }

  private int advance() {
    return next = (next + 1) & (EXAMPLES - 1);
  }
}
