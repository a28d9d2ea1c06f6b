package io.millrace.bench;

import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.EnsembleConfig;
import io.millrace.model.learner.FactorizationConfig;
import io.millrace.model.learner.ForestConfig;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LogisticConfig;
import io.millrace.model.learner.NetworkConfig;
import io.millrace.model.learner.TreeConfig;
import io.millrace.model.learner.TreeSettings;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.PipelineFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import moa.classifiers.meta.AdaptiveRandomForest;
import moa.classifiers.meta.LeveragingBag;
import moa.classifiers.trees.HoeffdingTree;

/**
 * Our learners beside Vowpal Wabbit, MOA and Tribuo over one {@link Tape}, one after the other in
 * one thread: average precision, card precision@100 a day, examples a second (one score and one
 * lesson, processor time of the thread and time of garbage collections), and memory (heap held
 * after the run, or what a library holds outside).
 *
 * <p>Arguments: pipeline file, events (csv.gz), first and last UTC day measured, and words that a
 * contender's name must contain one of (none: all).
 */
public final class SideBySide {
  private static final int WARM_UP = 20_000;

  /** Held, because loggers that nobody holds forget their level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private final Tape tape;
  private final FeatureSet features;
  private final long from;
  private final long until;
  private final PrintStream out;

  private SideBySide(Tape tape, FeatureSet features, long from, long until, PrintStream out) {
    this.tape = tape;
    this.features = features;
    this.from = from;
    this.until = until;
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    TRIBUO.setLevel(Level.WARNING);
    Pipeline pipeline = PipelineFile.read(Path.of(args[0]), Map.of());
    Tape tape = Tape.read(pipeline, Path.of(args[1]));
    SideBySide run =
        new SideBySide(
            tape,
            pipeline.features(),
            start(LocalDate.parse(args[2])),
            start(LocalDate.parse(args[3]).plusDays(1)),
            System.out);
    run.out.println("| " + tape.size() + " events | AP | CP@100 | log loss | examples/s | MiB |");
    run.out.println("|---|---|---|---|---|---|");
    run.constantRate();
    List<String> words = List.of(args).subList(4, args.length);
    run.peers(pipeline.learner())
        .forEach(
            (name, peer) -> {
              if (words.isEmpty() || words.stream().anyMatch(name::contains)) {
                run.measure(name, peer);
              }
            });
  }

  private static long start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private Map<String, Supplier<Peer>> peers(LearnerConfig shipped) {
    int bits = shipped.hashBits();
    double rate = shipped instanceof LogisticConfig logistic ? logistic.rate() : 0.1;
    TreeSettings tree = TreeSettings.defaults();
    LearnerConfig bagging =
        new ForestConfig(ForestConfig.LEVERAGING_BAGGING, 10, 6, 0, 0.002, 0.01, 1, tree);
    Map<String, LearnerConfig> ours = new LinkedHashMap<>();
    ours.put("logistic", shipped);
    ours.put("logistic, AdaGrad", LearnerConfig.adagrad(rate, bits));
    ours.put(
        "factorization machine", new FactorizationConfig(8, 0.2, 0.05, 0.01, 1, bits, 0.1, 1e-6));
    ours.put("perceptron", network(false, bits));
    ours.put("wide and deep", network(true, bits));
    ours.put("Hoeffding tree", new TreeConfig(tree));
    ours.put("leveraging bagging 10", bagging);
    ours.put(
        "adaptive random forest 10",
        new ForestConfig(
            ForestConfig.ADAPTIVE_RANDOM_FOREST,
            10,
            6,
            6,
            0.0001,
            0.001,
            1,
            new TreeSettings(50, 0.01, 0.05, TreeSettings.ADAPTIVE, 1000)));
    ours.put("ensemble", new EnsembleConfig(List.of(shipped, bagging), 0.01, 0.0001));
    Map<String, Supplier<Peer>> peers = new LinkedHashMap<>();
    ours.forEach(
        (name, config) -> peers.put("ours: " + name, () -> new OurPeer(tape, features, config)));
    peers.put("Vowpal Wabbit 9.3", () -> new VowpalWabbitPeer(tape, features, rate, bits));
    peers.put("MOA HoeffdingTree", () -> moa(new HoeffdingTree()));
    peers.put(
        "MOA LeveragingBag 10",
        () -> {
          LeveragingBag bag = new LeveragingBag();
          bag.ensembleSizeOption.setValue(10);
          return moa(bag);
        });
    peers.put(
        "MOA AdaptiveRandomForest 10",
        () -> {
          AdaptiveRandomForest forest = new AdaptiveRandomForest();
          forest.ensembleSizeOption.setValue(10);
          return moa(forest);
        });
    peers.put("Tribuo, retrained daily", () -> new TribuoDailyPeer(tape, features, bits));
    return peers;
  }

  /** What says the share of positives learnt so far, and ranks nothing. */
  private void constantRate() {
    ConstantRate baseline = new ConstantRate();
    int learnt = 0;
    long positives = 0;
    for (int i = 0; i < tape.size(); i++) {
      while (learnt < tape.learntBefore(i)) {
        positives += tape.positive(learnt++) ? 1 : 0;
      }
      if (tape.time(i) >= from && tape.time(i) < until) {
        baseline.add(ConstantRate.rate(positives, learnt), tape.positive(i));
      }
    }
    ConstantRate.Result result = baseline.result();
    out.println(
        String.format(
            Locale.ROOT,
            "| constant rate | %.4f | | %.5f | | |",
            result.averagePrecision(),
            result.logLoss()));
  }

  private static LearnerConfig network(boolean wide, int bits) {
    return new NetworkConfig(wide, 4, List.of(16), 0.05, 0.05, 0.1, 1, bits, 0.1, 1e-6);
  }

  private Peer moa(moa.classifiers.AbstractClassifier classifier) {
    return new MoaPeer(tape, features.inputs().plain(), classifier);
  }

  private void measure(String name, Supplier<Peer> maker) {
    pass(maker.get(), Math.min(WARM_UP, tape.size()), null);
    long before = usedHeap();
    Peer peer = maker.get();
    Evaluation evaluation = Evaluation.perDay(100, "customer_id", ZoneOffset.UTC);
    double seconds = pass(peer, tape.size(), evaluation);
    Evaluation.Result result = evaluation.result();
    // Of a library outside the heap, what is on the heap is its input.
    long held = peer.outside() > 0 ? peer.outside() : Math.max(0, usedHeap() - before);
    out.println(
        String.format(
            Locale.ROOT,
            "| %s | %.4f | %.4f | %.5f | %,.0f | %.1f |",
            name,
            result.averagePrecision(),
            result.precisionAtK().orElseThrow().value(),
            result.logLoss(),
            tape.size() / seconds,
            held / 1048576.0));
    out.flush();
    // Held until here, so that the heap counts it.
    peer.score(0);
  }

  /** Seconds. */
  private double pass(Peer peer, int events, Evaluation evaluation) {
    double[] scores = new double[events];
    long start = cpu();
    int next = 0;
    long day = Long.MIN_VALUE;
    for (int i = 0; i < events; i++) {
      while (next < tape.learntBefore(i)) {
        peer.learn(next++);
      }
      if (tape.time(i) / Tape.DAY != day) {
        day = tape.time(i) / Tape.DAY;
        peer.day(next);
      }
      scores[i] = peer.score(i);
    }
    double seconds = (cpu() - start) / 1e9;
    for (int i = 0; evaluation != null && i < events; i++) {
      if (tape.time(i) >= from && tape.time(i) < until) {
        evaluation.add(
            tape.time(i),
            tape.customers.get(i),
            scores[i],
            probability(peer, scores[i]),
            tape.positive(i));
      }
    }
    return seconds;
  }

  /** Ours and Vowpal Wabbit say log odds. */
  private static double probability(Peer peer, double score) {
    return peer instanceof OurPeer || peer instanceof VowpalWabbitPeer
        ? 1 / (1 + Math.exp(-score))
        : Math.max(0, Math.min(1, score));
  }

  /** Nanoseconds of this thread on a processor, and of garbage collections. */
  private static long cpu() {
    long collected = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collected += collector.getCollectionTime() * 1_000_000;
    }
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() + collected;
  }

  private static long usedHeap() {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
