package io.millrace.stream.demo;

import io.micrometer.core.instrument.Counter;
import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.event.Outcome;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.feed.Drain;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.http.ReplicaState.Quality;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.ReplicaDigest;
import io.millrace.stream.training.ReplicaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The demo: a broker, the service and a simulated stream in this process, until the time is up;
 * then everything under way is worked off, and the topics are counted.
 *
 * <p>The world is a fifth of the handbook's, so that several months pass in a minute, with two and
 * a half times its fraud, so that there is something to learn from in the first weeks. Labels are
 * known a week late by the stream's own time.
 */
public final class DemoRun {
  private static final int CUSTOMERS = 1_000;
  private static final int TERMINALS = 2_000;
  private static final double EVENTS_A_DAY = 1.8 * CUSTOMERS;
  private static final double RADIUS = 5;
  private static final double TERMINALS_COMPROMISED_A_DAY = 1;
  private static final double CUSTOMERS_COMPROMISED_A_DAY = 1.5;
  private static final long IN_FLIGHT = 2_000;
  private static final Duration LABEL_DELAY = Duration.ofDays(7);
  private static final int SKIPPED_DAYS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The feed waits while more than this are unscored: about a day and a half of its world. */
  private static final int MOST_UNSCORED = 3_000;

  /** The feed waits while more labels than this are not joined: those of about a day. */
  private static final int MOST_UNJOINED = 1_000;

  private static final int ALERTS_SHOWN = 4;

  /**
   * @param length of the stream
   * @param rate events a second, at most
   * @param port of the metrics on loopback; 0 takes any free one
   * @param keep where broker and stores leave their data; empty for nowhere
   * @param seed equal seeds give equal streams
   */
  public record Options(
      Duration length, double rate, int port, Guarantee guarantee, Optional<Path> keep, long seed) {
    public Options {
      require(length.compareTo(Duration.ofSeconds(1)) >= 0, "for", length, "1s or more, e.g. 60s");
      require(rate >= 1, "rate", rate, "1 or more events a second; start at 4000");
      require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
    }

    private static void require(boolean holds, String key, Object found, String expected) {
      if (!holds) {
        throw new IllegalArgumentException("--" + key + " = " + found + ", expected " + expected);
      }
    }
  }

  private final Options options;
  private final LiveView view;
  private final BooleanSupplier stop;
  private final Pipeline pipeline;
  private final SimulatorSettings world;
  private final Speed speed = new Speed();

  private volatile long began;
  private volatile long sent;
  private volatile long labelsSent;
  private volatile long clock;

  /**
   * @param stop ends the stream early; what is under way is worked off all the same
   */
  public DemoRun(Options options, LiveView view, BooleanSupplier stop) {
    this.options = options;
    this.view = view;
    this.stop = stop;
    pipeline = PipelineFile.read(Path.of("fraud.yaml"), overrides());
    world = world(options, LocalDate.now(ZoneOffset.UTC));
    clock = firstDay().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /** What differs from the shipped pipeline file: sizes, to fit the smaller world. */
  public static Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("partitions", "2");
    overrides.put("decide.alert_budget", "20/day");
    // A model that has learnt nothing says 0.5 of everything.
    return overrides;
  }

  /** Long enough for the whole demo at full rate, ending at the last midnight. */
  static SimulatorSettings world(Options options, LocalDate today) {
    double events = options.rate() * options.length().toMillis() / 1000.0;
    int days = SKIPPED_DAYS + (int) Math.ceil(events / EVENTS_A_DAY) + 2;
    return new SimulatorSettings(
        options.seed(),
        today.minusDays(days),
        days,
        CUSTOMERS,
        TERMINALS,
        RADIUS,
        TERMINALS_COMPROMISED_A_DAY,
        CUSTOMERS_COMPROMISED_A_DAY);
  }

  private LocalDate firstDay() {
    return world.start().plusDays(SKIPPED_DAYS);
  }

  public DemoResult run() throws IOException, InterruptedException, TimeoutException {
    Path directory = directory();
    try {
      view.say("starting a broker in " + directory);
      try (EmbeddedKafka broker =
          EmbeddedKafka.start(EmbeddedKafka.Options.in(directory.resolve("kafka")))) {
        return run(broker.bootstrap(), directory.resolve("state"));
      }
    } finally {
      if (options.keep().isEmpty()) delete(directory);
    }
  }

  private DemoResult run(String bootstrap, Path state)
      throws IOException, InterruptedException, TimeoutException {
    ServiceConfig config = config(bootstrap, state);
    try (Instance instance = new Instance(List.of(pipeline), config)) {
      view.say("starting the service against " + bootstrap);
      instance.start();
      awaitReady(instance);
      view.say("metrics and health on http://" + instance.address() + "/metrics");
      return stream(instance, config.clientSettings());
    }
  }

  private void awaitReady(Instance instance) throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!instance.ready().well()) {
      if (stop.getAsBoolean()) throw new IllegalStateException("stopped before it was ready");
      if (!instance.live().well()) throw new IllegalStateException(instance.live().reason());
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "not ready after " + PATIENCE + ": " + instance.ready().reason());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private DemoResult stream(Instance instance, Map<String, Object> client)
      throws IOException, TimeoutException {
    PipelineService service = instance.services().get(0);
    Replay replay =
        new Replay(
            pipeline,
            client,
            new Replay.Options(
                options.rate(), 0, Duration.ZERO, LABEL_DELAY, false, IN_FLIGHT, PATIENCE),
            () -> false);
    began = System.nanoTime();
    Replay.Summary summary;
    double seconds;
    try (Watch watch = new Watch(instance, client);
        Feed feed = new Unhurried(new SimulatorFeed(world, SKIPPED_DAYS, this::isOver), instance)) {
      summary = replay.run(feed, SimulatorFeed.strayLabels(world, SKIPPED_DAYS), this::at);
      seconds = (System.nanoTime() - began) / 1e9;
      at(summary.events(), summary.labels(), summary.clock(), 1);
      watch.doing("working off what is under way");
      new Drain(pipeline, client, PATIENCE).await(clock);
      watch.doing("counting the topics");
      Account account = Accounting.of(pipeline, options.guarantee(), client, topic -> {});
      return result(service.replica(), summary, seconds, account);
    }
  }

  private DemoResult result(
      ReplicaReader replica, Replay.Summary summary, double seconds, Account account) {
    ReplicaDigest digest = replica.digest();
    return new DemoResult(
        pipeline.name(),
        seconds,
        firstDay().atStartOfDay().toInstant(ZoneOffset.UTC),
        Instant.ofEpochMilli(clock),
        summary.events(),
        summary.labels(),
        summary.labelsNotYetKnown(),
        account,
        replica.read((model, version) -> Instance.quality(model.quality())),
        digest.version(),
        digest.examples(),
        replica.read((model, version) -> model.threshold()),
        digest.sha256());
  }

  private ServiceConfig config(String bootstrap, Path state) {
    return ServiceConfig.read(
        null,
        Map.of(),
        Map.of(
            "bootstrap", bootstrap,
            "state_dir", state.toString(),
            "instance", "demo",
            "http_port", Integer.toString(options.port()),
            "guarantee", options.guarantee().name().toLowerCase(Locale.ROOT),
            "label_clock", ServiceConfig.LabelClock.FEEDER.name().toLowerCase(Locale.ROOT)));
  }

  private boolean isOver() {
    return stop.getAsBoolean() || System.nanoTime() - began >= options.length().toNanos();
  }

  private void at(long events, long labels, long time, double share) {
    sent = events;
    labelsSent = labels;
    clock = Math.max(clock, time);
    speed.at(System.nanoTime(), events);
  }

  private Path directory() throws IOException {
    if (options.keep().isEmpty()) return Files.createTempDirectory("millrace-demo-");
    Path kept = options.keep().get();
    Files.createDirectories(kept);
    try (Stream<Path> inside = Files.list(kept)) {
      if (inside.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--keep = " + kept + " is not empty, expected a new or empty directory");
      }
    }
    return kept;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
    }
  }

  /**
   * A feed that waits for what it has given to be scored, and its labels to be joined: at thousands
   * of times the speed of life, a second behind is days behind, and a model that learns so late is
   * not shown at its best.
   */
  private final class Unhurried implements Feed {
    private final SimulatorFeed feed;
    private final Instance instance;
    private long given;

    Unhurried(SimulatorFeed feed, Instance instance) {
      this.feed = feed;
      this.instance = instance;
    }

    @Override
    public FeedRow next() {
      if (given % 64 == 0) {
        while (isBehind() && !feed.isOver()) LockSupport.parkNanos(5_000_000);
      }
      given++;
      return feed.next();
    }

    private boolean isBehind() {
      return given - handled(instance) > MOST_UNSCORED
          || labelsSent - joined(instance) > MOST_UNJOINED;
    }

    @Override
    public double progress() {
      return feed.progress();
    }
  }

  private static long joined(Instance instance) {
    long joined = count(instance, Meters.DLQ);
    for (Outcome outcome : Outcome.values()) {
      if (outcome.ofLabel()) {
        joined += count(instance, Meters.OUTCOMES, "outcome", Meters.tagValue(outcome));
      }
    }
    return joined;
  }

  private static long handled(Instance instance) {
    return count(instance, Meters.SCORES) + odd(instance);
  }

  private static long odd(Instance instance) {
    return count(instance, Meters.DLQ) + count(instance, Meters.DUPLICATE_EVENTS);
  }

  private static long count(Instance instance, Meters meter, String... tags) {
    return (long)
        instance.observability().registry().find(meter.id()).tags(tags).counters().stream()
            .mapToDouble(Counter::count)
            .sum();
  }

  /** Events a second over the last few seconds. */
  private static final class Speed {
    private static final double SMOOTHING_NANOS = 2e9;
    private long lastNanos;
    private long lastEvents;
    private double perSecond;

    synchronized void at(long nanos, long events) {
      if (lastNanos != 0 && nanos > lastNanos) {
        double now = (events - lastEvents) * 1e9 / (nanos - lastNanos);
        double weight = 1 - Math.exp(-(nanos - lastNanos) / SMOOTHING_NANOS);
        perSecond += weight * (now - perSecond);
      }
      lastNanos = nanos;
      lastEvents = events;
    }

    synchronized double perSecond() {
      return perSecond;
    }
  }

  /** Draws the view a few times a second until closed. */
  private final class Watch implements AutoCloseable {
    private static final long EVERY_NANOS = 250_000_000;

    private final Instance instance;
    private final ReplicaReader replica;
    private final AlertTail alerts;
    private final Thread thread = new Thread(this::run, "live-view");
    private volatile String doing = "scoring and learning";
    private volatile boolean closed;

    Watch(Instance instance, Map<String, Object> client) {
      this.instance = instance;
      replica = instance.services().get(0).replica();
      alerts = new AlertTail(new PipelineTopics(pipeline).alerts(), client, ALERTS_SHOWN);
      thread.setDaemon(true);
      thread.start();
    }

    void doing(String what) {
      doing = what;
      if (!view.isTerminal()) view.say(what);
    }

    private void run() {
      try (alerts) {
        while (!closed) {
          view.show(glance(), false);
          LockSupport.parkNanos(EVERY_NANOS);
        }
        view.show(glance(), true);
      }
    }

    private Glance glance() {
      Instant now = Instant.ofEpochMilli(clock);
      return new Glance(
          doing,
          Duration.ofNanos(System.nanoTime() - began),
          options.length(),
          now,
          1
              + Duration.between(
                      firstDay().atStartOfDay(ZoneOffset.UTC), now.atZone(ZoneOffset.UTC))
                  .toDays(),
          speed.perSecond(),
          sent,
          count(instance, Meters.SCORES),
          count(instance, Meters.EXAMPLES, "source", "label"),
          count(instance, Meters.EXAMPLES, "source", "assumed"),
          count(instance, Meters.ALERTS),
          odd(instance),
          replica.<Quality>read((model, version) -> Instance.quality(model.quality())),
          replica.version().offset(),
          replica.lag(),
          replica.read((model, version) -> model.threshold()),
          alerts.poll(),
          instance.address());
    }

    @Override
    public void close() {
      closed = true;
      LockSupport.unpark(thread);
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
