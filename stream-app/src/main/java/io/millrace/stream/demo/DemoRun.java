package io.millrace.stream.demo;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.Drain;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.Replay;
import io.millrace.stream.http.ReplicaState.Quality;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.Digested;
import io.millrace.stream.training.ReplicaReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The demo: a broker, the service and a simulated stream in this process, until the time is up;
 * then everything under way is worked off, and the topics are counted.
 */
public final class DemoRun {
  private static final long IN_FLIGHT = 2_000;
  private static final int ALERTS_SHOWN = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = 50_000_000;

  private final DemoOptions options;
  private final LiveView view;
  private final BooleanSupplier stop;
  private final Pipeline pipeline;
  private final DemoWorld world;
  private final ListDemo lists;

  /**
   * @param stop ends the stream early; what is under way is worked off all the same
   */
  public DemoRun(DemoOptions options, LiveView view, BooleanSupplier stop) {
    this.options = options;
    this.view = view;
    this.stop = stop;
    pipeline = PipelineFile.read(options.pipeline(), overrides());
    lists = new ListDemo(options);
    world = DemoWorld.of(options, LocalDate.now(ZoneOffset.UTC));
  }

  /** What differs from the shipped pipeline file: sizes, to fit the smaller world. */
  public static Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("partitions", "2");
    overrides.put("decide.alert_budget", "20/day");
    return overrides;
  }

  public DemoResult run() throws IOException, InterruptedException, TimeoutException {
    try (DemoDirectory directory = DemoDirectory.of(options.keep())) {
      view.say("starting a broker in " + directory.path());
      try (EmbeddedKafka broker =
          EmbeddedKafka.start(EmbeddedKafka.Options.in(directory.path().resolve("kafka")))) {
        return run(config(broker.bootstrap(), directory.path().resolve("state")));
      }
    }
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

  private DemoResult run(ServiceConfig config)
      throws IOException, InterruptedException, TimeoutException {
    try (Instance instance = new Instance(List.of(pipeline, lists.pipeline()), config)) {
      view.say("starting the service against " + config.bootstrap());
      instance.start();
      awaitReady(instance);
      view.say("metrics and health on http://" + instance.address() + "/metrics");
      view.say("a list: curl http://" + instance.address() + "/v1/recommendations/u1");
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
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private DemoResult stream(Instance instance, Map<String, Object> client)
      throws IOException, TimeoutException {
    Course course = new Course(world.begin());
    ServiceCounts counts = new ServiceCounts(instance.observability().registry(), pipeline.name());
    AlertTail alerts = new AlertTail(new PipelineTopics(pipeline).alerts(), client, ALERTS_SHOWN);
    CompletableFuture<ActivityReplay.Summary> activity =
        lists.stream(client, () -> isOver(course), PATIENCE);
    try (Watch watch = new Watch(view, world, course, options.length(), instance, alerts, lists);
        Feed feed = new UnhurriedFeed(world.feed(() -> isOver(course)), counts, course)) {
      Replay.Summary sent =
          new Replay(pipeline, client, replay(), () -> false)
              .run(
                  feed,
                  world.strayLabels(),
                  (events, labels, clock, share) -> course.at(events, labels, clock));
      double seconds = course.passed().toNanos() / 1e9;
      course.at(sent.events(), sent.labels(), sent.clock());
      watch.doing("working off what is under way");
      new Drain(pipeline, client, PATIENCE).await(course.clock().toEpochMilli());
      watch.doing("counting the topics");
      Account account = Accounting.of(pipeline, options.guarantee(), client, topic -> {});
      ListDemoResult told = lists.result(activity, instance.services().get(1).replica(), client);
      return result(instance.services().get(0).replica(), course, sent, seconds, account, told);
    }
  }

  private Replay.Options replay() {
    return new Replay.Options(
        options.rate(), 0, Duration.ZERO, DemoWorld.LABEL_DELAY, false, IN_FLIGHT, PATIENCE);
  }

  private boolean isOver(Course course) {
    return stop.getAsBoolean() || course.passed().compareTo(options.length()) >= 0;
  }

  private DemoResult result(
      ReplicaReader replica,
      Course course,
      Replay.Summary sent,
      double seconds,
      Account account,
      ListDemoResult recommend) {
    Digested<Seen> told =
        replica.digest(
            (model, version) -> new Seen(model.threshold(), Instance.quality(model.quality())));
    return new DemoResult(
        pipeline.name(),
        seconds,
        world.begin(),
        course.clock(),
        sent.events(),
        sent.labels(),
        sent.labelsNotYetKnown(),
        account,
        told.seen().quality(),
        FinalModel.of(told),
        told.seen().threshold(),
        recommend);
  }

  /** What is read of the replica under its lock. */
  private record Seen(double threshold, Quality quality) {}
}
