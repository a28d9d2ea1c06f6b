package io.millrace.stream.service;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Glance;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Input;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.topic.TopicSpec;
import io.millrace.stream.training.CommandAppender;
import io.millrace.stream.training.Commits;
import io.millrace.stream.training.Generations;
import io.millrace.stream.training.HalfDone;
import io.millrace.stream.training.Learnt;
import io.millrace.stream.training.OtherGuarantee;
import io.millrace.stream.training.ReplicaReader;
import io.millrace.stream.training.ReplicaSettings;
import io.millrace.stream.training.Snapshots;
import io.millrace.stream.training.TrainingLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline at work on this instance. Starting goes: topics, the training log's settings, the
 * replica up to the log's end, then scoring and learning, then the label clock. Closing leaves both
 * groups at once, so that others take over without waiting.
 *
 * <p>{@link #start} and {@link #close} may be called by different threads; everything else by any.
 */
public final class PipelineService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineService.class);
  private static final Duration LEADERS = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration CATCHING_UP = Duration.ofSeconds(1);

  private final AnyPipeline pipeline;
  private final Kind kind;
  private final LogTopics topics;
  private final ServiceConfig config;
  private final Supplier<String> http;
  private final Observability observability;
  private final PipelineMeters meters;
  private final Opened opened;

  private volatile Health starting = Health.waiting("not started");

  /** Null until the replica has caught up. */
  private volatile Answering answering;

  private volatile ReplicaReader replica;

  /** Null but under {@code fast}. */
  private volatile FastEnd end;

  private volatile DriftLookout drift;
  private volatile List<RunningApplication> running = List.of();
  private volatile Lists lists;
  private volatile BrokerWatch brokers;

  /**
   * @param http where this instance answers, {@code host:port}; an empty text where it does not
   */
  public PipelineService(
      AnyPipeline pipeline,
      ServiceConfig config,
      Supplier<String> http,
      Observability observability) {
    this.pipeline = pipeline;
    this.config = config;
    this.http = http;
    this.observability = observability;
    kind = Kind.of(pipeline);
    topics = kind.topics();
    opened = new Opened(pipeline.name());
    meters = observability.pipeline(pipeline.name());
    meters.gauge(Meters.READY, () -> health().ready() ? 1 : 0);
    meters.gauge(Meters.SERVING, () -> serves() ? 1 : 0);
  }

  public AnyPipeline pipeline() {
    return pipeline;
  }

  /** This instance's replica; null until the topics and the log are as they must be. */
  public ReplicaReader replica() {
    return replica;
  }

  /** Lists on request; empty of a pipeline that makes none, and until it has started. */
  public Optional<Lists> lists() {
    return Optional.ofNullable(lists);
  }

  /**
   * Starts everything and returns when all applications have been started; {@link #health} says
   * when they run.
   *
   * @throws io.millrace.stream.topic.TopicsRefusedException if a topic is not as it must be
   * @throws io.millrace.stream.training.LogRefusedException if the log is of another pipeline file
   */
  public void start() throws InterruptedException {
    try {
      Admin admin = opened.add(Admin.create(config.clientSettings()));
      brokers = opened.add(new BrokerWatch(pipeline.name(), admin, this::throttleSeconds));
      brokers.start();
      meters.gauge(Meters.BROKER_SILENT, brokers::silentSeconds);
      makeStateDirectory();
      starting = Health.waiting("preparing topics");
      PreparedTopics prepared = new TopicAdmin(admin, LEADERS).prepare(topics, keeping());
      startEndingOfTransactions(admin, prepared);
      starting = Health.waiting("reading the settings in the training log");
      new TrainingLog(config.clientSettings(), topics)
          .configure(new Snapshots(config.clientSettings(), topics, prepared.log()));
      InTheWay inTheWay =
          new InTheWay(pipeline.name(), opened::isClosed, health -> starting = health);
      Map<String, Object> client = config.clientSettings();
      Optional<String> guarantee = kind.guarantee(config);
      boolean leftBefore = awaitHalfDone(inTheWay, guarantee);
      try (OtherGuarantee other =
          new OtherGuarantee(client, topics, config.instance(), guarantee)) {
        startReplica(prepared, leftBefore);
        inTheWay.await(other::inTheWay, Duration.ZERO);
      }
      Commits commits = new Commits(admin, topics);
      inTheWay.await(commits::refusal, BETWEEN_LOOKS);
      if (opened.isClosed()) return;
      commits.begin();
      watchDrift();
      startStreams(prepared);
      startClock(admin);
    } catch (RuntimeException e) {
      if (opened.isClosed()) return;
      starting = Health.dead("did not start: " + e.getMessage());
      throw e;
    }
  }

  private void makeStateDirectory() {
    StateDirectory state =
        new StateDirectory(config.stateDir(), topics.applications(pipeline.generation()));
    meters.gauge(Meters.STATE_DISK_FREE, state::freeBytes);
    Glance<Map<String, Long>> sizes = meters.glance(state::sizes);
    for (String store : topics.stores()) {
      meters.gauge(Meters.STATE, () -> sizes.get().getOrDefault(store, 0L), "store", store);
    }
    state.make();
    state.dropForgotten(Instant.now());
  }

  private Keeping keeping() {
    return new Keeping(config.auditKeep(), config.keep());
  }

  /**
   * Before this instance reports: its report would hide what one of its name has left.
   *
   * @return whether one of its name has left something
   */
  private boolean awaitHalfDone(InTheWay inTheWay, Optional<String> guarantee)
      throws InterruptedException {
    if (guarantee.isEmpty()) return false;
    try (HalfDone left = new HalfDone(config.clientSettings(), topics)) {
      inTheWay.await(() -> left.inTheWay(guarantee, System.currentTimeMillis()), BETWEEN_LOOKS);
      return left.isLeftBy(config.instance(), System.currentTimeMillis());
    }
  }

  private void startReplica(PreparedTopics prepared, boolean leftBefore)
      throws InterruptedException {
    replica =
        opened.add(
            new ReplicaReader(
                config.clientSettings(),
                topics,
                prepared.log(),
                new ReplicaSettings(
                    config.instance(),
                    config.snapshotEvery(),
                    this::ownsFirstTask,
                    http,
                    kind.guarantee(config),
                    keeping())));
    if (kind.guarantee(config).filter(HalfDone.FAST::equals).isPresent()) {
      end =
          opened.add(
              new FastEnd(config.clientSettings(), topics, config.instance(), leftBefore, replica));
    }
    replica.start();
    CommandAppender commands =
        opened.add(new CommandAppender(config.clientSettings(), topics, replica));
    commands.start();
    publish(replica);
    publish(commands);
    starting = Health.waiting("the replica has not caught up with the training log");
    while (!opened.isClosed() && !replica.awaitCaughtUp(CATCHING_UP)) {
      LOG.info("{}: replica at {}, {} behind", pipeline.name(), replica.version(), replica.lag());
    }
  }

  private void startStreams(PreparedTopics prepared) {
    StreamsSettings streams = new StreamsSettings(config, prepared);
    Map<String, Object> client = config.clientSettings();
    Answering answers =
        new Answering(
            pipeline.name(),
            pipeline.generation(),
            Generations.join(client, topics),
            () -> Generations.read(client, topics),
            replica::version);
    answering = answers;
    List<Kind.Application> applications =
        kind.applications(config, streams, http.get(), replica, meters, answers);
    starting = Health.waiting("starting the applications");
    List<RunningApplication> started = new ArrayList<>();
    for (Kind.Application application : applications) started.add(start(application));
    running = List.copyOf(started);
    if (pipeline instanceof RecommendPipeline recommends) {
      lists = new Lists(recommends, started.get(0).streams(), replica, http.get(), meters);
    }
  }

  private RunningApplication start(Kind.Application application) {
    RunningApplication one = new RunningApplication(application, meters);
    opened.add(observability.watch(one.streams(), pipeline.name(), one.doing()));
    opened.add(one);
    if (end != null) end.of(one);
    one.start();
    return one;
  }

  /** Before the first event is scored. */
  private void watchDrift() {
    if (config.driftWindow() == 0) return;
    DriftLookout lookout = new DriftLookout(topics, config, replica, meters, opened);
    lookout.start(this::works);
    drift = lookout;
  }

  /** How each feature does; empty where nobody looks for drift. */
  public List<InputDrift.State> drift() {
    return drift == null ? List.of() : drift.features();
  }

  /** The newest episodes of drift on this instance, the newest first. */
  public List<Episode> episodes() {
    return drift == null ? List.of() : drift.episodes();
  }

  /** What this pipeline counts here. */
  public PipelineMeters meters() {
    return meters;
  }

  private void startClock(Admin admin) {
    boolean ticks = config.labelClock() != ServiceConfig.LabelClock.FEEDER;
    if (!ticks || !(topics instanceof PipelineTopics labelled)) return;
    opened
        .add(new LabelClock(config.clientSettings(), admin, labelled, this::ownsFirstTask))
        .start();
  }

  /**
   * Before anything is read: one that hangs in the log or among the commands would hold that up.
   */
  private void startEndingOfTransactions(Admin admin, PreparedTopics prepared) {
    int bytes = prepared.messageBytes();
    Set<String> named =
        Stream.of(
                topics.inputs().stream().map(Input::spec).toList(),
                topics.outputs(keeping(), bytes),
                topics.own(keeping(), bytes))
            .flatMap(specs -> specs.stream().map(TopicSpec::name))
            .collect(Collectors.toSet());
    opened
        .add(new HangingTransactions(pipeline.name(), topics.transactions(), named, admin, meters))
        .start();
  }

  /** The longest that a broker of late held back a write of an application; NaN for none. */
  private double throttleSeconds() {
    return running.stream()
        .mapToDouble(RunningApplication::throttleSeconds)
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  /** Whether the first task of those that write the log runs here: one instance of all has it. */
  public boolean ownsFirstTask() {
    TopicPartition first = new TopicPartition(topics.clock().name(), 0);
    return works().anyMatch(first::equals);
  }

  /** Whether any partition of a topic is worked on here. */
  private boolean works(String topic) {
    return works().anyMatch(partition -> partition.topic().equals(topic));
  }

  private Stream<TopicPartition> works() {
    return running.stream().flatMap(RunningApplication::works);
  }

  /** How the pipeline does here, and why. */
  public Health health() {
    List<RunningApplication> all = running;
    if (opened.isClosed()) return Health.waiting("closing");
    if (all.isEmpty()) return whileStarting();
    Optional<String> down = first(all, RunningApplication::whyDown);
    if (down.isPresent()) return Health.dead(down.get());
    Optional<String> waiting = first(all, RunningApplication::whyWaiting);
    if (waiting.isPresent()) return Health.waiting(waiting.get());
    if (replica.isDead()) {
      return Health.dead("the replica: " + replica.problem().orElse("its thread died"));
    }
    if (brokers.isSilent()) {
      return Health.waiting("no broker has answered for " + brokers.silentSeconds() + " s");
    }
    if (!replica.ready()) {
      return Health.waiting("the replica: " + replica.problem().orElse("catching up"));
    }
    if (!serves()) {
      return Health.working(
          "silent, generation "
              + answering.serving()
              + " tells the scores; at "
              + replica.version());
    }
    return Health.working("at " + replica.version());
  }

  private boolean serves() {
    Answering answers = answering;
    return answers != null && answers.serving() == pipeline.generation();
  }

  private Health whileStarting() {
    ReplicaReader reader = replica;
    Optional<String> problem = reader == null ? Optional.empty() : reader.problem();
    return problem.map(why -> Health.waiting("the replica: " + why)).orElse(starting);
  }

  private static Optional<String> first(
      List<RunningApplication> all, Function<RunningApplication, Optional<String>> why) {
    return all.stream().map(why).flatMap(Optional::stream).findFirst();
  }

  private void publish(CommandAppender commands) {
    meters.gauge(Meters.COMMANDS_PENDING, commands::pending);
    meters.gauge(Meters.COMMANDS_REPEATED, commands::repeated);
  }

  private void publish(ReplicaReader reader) {
    meters.gauge(Meters.SETTINGS_DIFFER, () -> reader.differences().size());
    Glance<Learnt> learnt = meters.glance(reader::learnt);
    meters.gauge(Meters.REPLICA_VERSION, () -> learnt.get().version().offset());
    meters.gauge(Meters.REPLICA_LAG, reader::lag);
    meters.gauge(Meters.REPLICA_EXAMPLES, () -> learnt.get().lessons());
    meters.gauge(
        Meters.SNAPSHOT_AGE,
        () ->
            reader
                .lastSnapshot()
                .map(written -> Duration.between(written, Instant.now()).toMillis() / 1000.0)
                .orElse(Double.NaN));
    kind.publish(meters, reader);
  }

  /**
   * Leaves the groups, finishes what is under way, closes everything. Calling again does nothing.
   */
  @Override
  public void close() {
    opened.close();
  }
}
