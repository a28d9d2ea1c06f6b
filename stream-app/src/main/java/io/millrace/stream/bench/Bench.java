package io.millrace.stream.bench;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.topic.PipelineTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Measures a pipeline on a broker, run by run; each has topics and stores of its own.
 *
 * <p>Throughput: a backlog waits when the service starts, and counts as worked off when a reader
 * has its last score and the lesson of every event whose horizon has passed: neither half can run
 * ahead at the other's cost. Latency: events are sent at an even rate; from the broker's append of
 * an event (its topic has LogAppendTime) to the moment a read_committed consumer has its score.
 * Beside both a bare run of the same shape does the same: both applications, the same topics,
 * stores, record sizes and settings, with processors that only copy. In all of them the label clock
 * follows the scores, so the learning half has as much to do as the scoring half.
 */
public final class Bench {
  private static final long PATIENCE_NANOS = 120_000_000_000L;
  private static final long LOOK_NANOS = 50_000_000;

  /** Makes the pipeline of a run: its name and its topics are the run's own. */
  @FunctionalInterface
  public interface Pipelines {
    /**
     * @param keyed whether its events are keyed by their first entity
     */
    Pipeline of(String run, boolean keyed);
  }

  /** Is told how far a run has come. */
  @FunctionalInterface
  public interface Progress {
    void at(String run, double share);
  }

  private final BenchOptions options;
  private final Pipelines pipelines;
  private final Load load;
  private final String bootstrap;
  private final Path directory;
  private final Progress progress;
  private final BooleanSupplier stop;
  private int runs;

  /** One run's surroundings. */
  private record Run(
      String title, PipelineTopics topics, ServiceConfig config, Optional<Samples> bare) {
    Map<String, Object> client() {
      return config.clientSettings();
    }
  }

  /**
   * @param events a file of them; {@link BenchOptions#events} says how many are read
   * @param labelColumn of that file
   * @param directory for the stores
   * @param stop ends it early
   */
  public Bench(
      BenchOptions options,
      Pipelines pipelines,
      Path events,
      String labelColumn,
      String bootstrap,
      Path directory,
      Progress progress,
      BooleanSupplier stop)
      throws IOException {
    this.options = options;
    this.pipelines = pipelines;
    this.bootstrap = bootstrap;
    this.directory = directory;
    this.progress = progress;
    this.stop = stop;
    load = Load.of(events, pipelines.of("load", false), labelColumn, options.events());
  }

  public BenchResult run() throws InterruptedException {
    List<BenchResult.Throughput> throughputs = new ArrayList<>();
    List<BenchResult.Latency> latencies = new ArrayList<>();
    for (Guarantee guarantee : options.guarantees()) {
      for (boolean keyed : options.keyed()) {
        Optional<Samples> samples = Optional.of(warm(guarantee, keyed));
        if (options.throughput()) throughputs.add(throughput(guarantee, keyed, samples));
        latencies.addAll(latencies(guarantee, keyed, samples));
      }
    }
    return new BenchResult(throughputs, latencies);
  }

  /**
   * A backlog of each, of which nothing is told: it warms what both share, for a process that has
   * just started answers seconds late.
   *
   * @return what the pipeline wrote, for bare runs to write
   */
  private Samples warm(Guarantee guarantee, boolean keyed) throws InterruptedException {
    Run pipeline = run("warming", guarantee, keyed, Optional.empty());
    AtomicReference<Samples> copied = new AtomicReference<>();
    backlog(pipeline, () -> copied.set(Samples.of(pipeline.topics(), pipeline.client())));
    Samples samples = copied.get();
    backlog(run("warming, bare", guarantee, keyed, Optional.of(samples)));
    return samples;
  }

  private BenchResult.Throughput throughput(
      Guarantee guarantee, boolean keyed, Optional<Samples> samples) throws InterruptedException {
    BenchResult.Work pipeline = backlog(run("backlog", guarantee, keyed, Optional.empty()));
    BenchResult.Work bare = backlog(run("backlog, bare", guarantee, keyed, samples));
    return new BenchResult.Throughput(guarantee, keyed, pipeline, bare);
  }

  private BenchResult.Work backlog(Run run) throws InterruptedException {
    return backlog(run, () -> {});
  }

  /**
   * From the first events that teach to the last.
   *
   * @param midway is done when half of the scores are there
   */
  private BenchResult.Work backlog(Run run, Runnable midway) throws InterruptedException {
    int waiting = (int) (options.backlog() * options.seconds());
    int events = Math.min(load.size(), BenchOptions.UNTIL_IT_LEARNS + waiting);
    long closed = load.closed(events, run.topics().pipeline().labels().policy().horizon());
    try (Sender sender = new Sender(run.topics(), load, run.bare().isPresent(), run.client())) {
      progress.at(run.title() + ": sending", 0);
      sender.all(events);
      try (Subject subject = start(run);
          RecordTail scores = tail(run.topics().scores().name(), run);
          RecordTail lessons = tail(run.topics().trainingLog().name(), run);
          Ticker ticker = new Ticker(load, scores, sender)) {
        awaitCount("scores", scores, Math.min(events, BenchOptions.UNTIL_IT_LEARNS), run);
        long before = scores.count();
        long began = System.nanoTime();
        awaitCount("scores", scores, events / 2, run);
        awaitCount("lessons", lessons, Math.min(1, closed), run);
        midway.run();
        awaitCount("scores", scores, events, run);
        double scored = (System.nanoTime() - began) / 1e9;
        awaitCount("lessons", lessons, closed, run);
        double done = (System.nanoTime() - began) / 1e9;
        return new BenchResult.Work((events - before) / scored, (events - before) / done);
      }
    }
  }

  private RecordTail tail(String topic, Run run) {
    return new RecordTail(topic, load, null, run.client());
  }

  /** One for each rate. */
  private List<BenchResult.Latency> latencies(
      Guarantee guarantee, boolean keyed, Optional<Samples> samples) throws InterruptedException {
    if (options.rates().isEmpty()) return List.of();
    List<BenchResult.Delay> pipeline = delays(run("latency", guarantee, keyed, Optional.empty()));
    List<BenchResult.Delay> bare = delays(run("latency, bare", guarantee, keyed, samples));
    return IntStream.range(0, pipeline.size())
        .mapToObj(
            i ->
                new BenchResult.Latency(
                    guarantee, keyed, options.rates().get(i), pipeline.get(i), bare.get(i)))
        .toList();
  }

  private List<BenchResult.Delay> delays(Run run) throws InterruptedException {
    AtomicLongArray appended = new AtomicLongArray(load.size());
    AtomicLongArray readable = new AtomicLongArray(load.size());
    List<BenchResult.Delay> delays = new ArrayList<>();
    try (Subject subject = start(run);
        Sender sender = new Sender(run.topics(), load, run.bare().isPresent(), run.client());
        RecordTail scores =
            new RecordTail(run.topics().scores().name(), load, readable, run.client());
        Ticker ticker = new Ticker(load, scores, sender)) {
      int from = 0;
      for (int rate : options.rates()) {
        int warm = (int) (rate * options.warmSeconds());
        int to = from + warm + (int) (rate * options.seconds());
        String title = run.title() + " at " + rate + "/s";
        long began = System.nanoTime();
        sender.paced(from, to, rate, appended, share -> progress.at(title, share));
        double sent = (to - from) / ((System.nanoTime() - began) / 1e9);
        awaitScores(scores, to);
        delays.add(delay(sent, appended, readable, from + warm, to));
        from = to;
      }
    }
    return delays;
  }

  private static BenchResult.Delay delay(
      double sent, AtomicLongArray appended, AtomicLongArray readable, int from, int to) {
    long[] millis =
        LongStream.range(from, to)
            .filter(event -> readable.get((int) event) != 0)
            .map(event -> readable.get((int) event) - appended.get((int) event))
            .sorted()
            .toArray();
    return new BenchResult.Delay(
        sent,
        millis.length,
        to - from - millis.length,
        at(millis, 0.5),
        at(millis, 0.99),
        at(millis, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) return Double.NaN;
    return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }

  private Run run(String what, Guarantee guarantee, boolean keyed, Optional<Samples> bare) {
    String name = "bench-" + ++runs;
    Pipeline pipeline = pipelines.of(name, keyed);
    Map<String, String> settings = new HashMap<>(options.service());
    settings.put("bootstrap", bootstrap);
    settings.put("state_dir", directory.resolve(name).toString());
    settings.put("instance", "bench");
    settings.put("label_clock", "feeder");
    settings.put("guarantee", word(guarantee));
    ServiceConfig config = ServiceConfig.read(null, Map.of(), settings);
    String title = what + ", " + word(guarantee) + (keyed ? ", keyed" : "");
    Run run = new Run(title, new PipelineTopics(pipeline), config, bare);
    createEvents(run);
    return run;
  }

  /** The topic of events stamps what it appends, so that latency begins there. */
  private static void createEvents(Run run) {
    Map<String, String> settings =
        Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1");
    PipelineTopics topics = run.topics();
    try (Admin admin = Admin.create(run.client())) {
      NewTopic events =
          new NewTopic(
              topics.events().name(),
              Optional.of(topics.pipeline().partitions()),
              Optional.empty());
      admin.createTopics(List.of(events.configs(settings))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("creating " + topics.events().name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What is missing after that long is told as missing. */
  private void awaitScores(RecordTail scores, long least) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (scores.count() < least && !stop.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS / 10);
    }
  }

  private Subject start(Run run) throws InterruptedException {
    progress.at(run.title() + ": starting", 0);
    Pipeline pipeline = run.topics().pipeline();
    Subject subject =
        run.bare().isPresent()
            ? Subject.bare(pipeline, run.config(), load, run.bare().get())
            : Subject.pipeline(pipeline, run.config());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!subject.isReady()) {
      if (System.nanoTime() > deadline || stop.getAsBoolean()) {
        subject.close();
        throw new IllegalStateException(run.title() + ": not ready");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return subject;
  }

  private void awaitCount(String what, RecordTail tail, long least, Run run) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (tail.count() < least && !stop.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            run.title()
                + ": found "
                + tail.count()
                + " "
                + what
                + " after two minutes, expected "
                + least
                + "; lower --backlog");
      }
      progress.at(run.title() + ": " + what, tail.count() / (double) least);
      LockSupport.parkNanos(LOOK_NANOS / 10);
    }
  }

  private static String word(Guarantee guarantee) {
    return guarantee.name().toLowerCase(Locale.ROOT);
  }
}
