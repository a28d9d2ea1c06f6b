package io.millrace.stream.service;

import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.score.Model;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.topology.LearningTopology;
import io.millrace.stream.topology.ScoringTopology;
import io.millrace.stream.training.Answer;
import io.millrace.stream.training.CommandAppender;
import io.millrace.stream.training.Generations;
import io.millrace.stream.training.ReplicaReader;
import io.millrace.stream.training.ReplicaSettings;
import io.millrace.stream.training.Snapshots;
import io.millrace.stream.training.TrainingLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
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
  private static final Duration CATCHING_UP = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final ServiceConfig config;
  private final Supplier<String> http;
  private final Observability observability;
  private final PipelineMeters meters;

  /** What was opened, in that order; closed in the other. */
  private final List<AutoCloseable> opened = new ArrayList<>();

  private volatile Health starting = Health.waiting("not started");
  private volatile boolean closed;

  /** The generation that tells the scores, when this one started; 0 before. */
  private volatile int serving;

  private volatile ReplicaReader replica;
  private volatile KafkaStreams scoring;
  private volatile KafkaStreams learning;

  /**
   * @param http where this instance answers, {@code host:port}; an empty text where it does not
   */
  public PipelineService(
      Pipeline pipeline, ServiceConfig config, Supplier<String> http, Observability observability) {
    this.pipeline = pipeline;
    this.config = config;
    this.http = http;
    this.observability = observability;
    topics = new PipelineTopics(pipeline);
    meters = observability.pipeline(pipeline.name());
    meters.gauge(Meters.READY, () -> health().ready() ? 1 : 0);
    meters.gauge(Meters.SERVING, () -> serving == pipeline.generation() ? 1 : 0);
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  /** This instance's replica; null until the topics and the log are as they must be. */
  public ReplicaReader replica() {
    return replica;
  }

  /**
   * Starts everything and returns when both applications have been started; {@link #health} says
   * when they run.
   *
   * @throws io.millrace.stream.topic.TopicsRefusedException if a topic is not as it must be
   * @throws io.millrace.stream.training.LogRefusedException if the log is of another pipeline file
   */
  public void start() throws InterruptedException {
    try {
      Admin admin = open(Admin.create(config.clientSettings()));
      starting = Health.waiting("preparing topics");
      PreparedTopics prepared = new TopicAdmin(admin, LEADERS).prepare(topics, keeping());
      starting = Health.waiting("reading the settings in the training log");
      new TrainingLog(config.clientSettings(), topics)
          .configure(new Snapshots(config.clientSettings(), topics, prepared.log()));
      startReplica(prepared);
      if (closed) return;
      startStreams(prepared);
      startClock(admin, prepared);
    } catch (RuntimeException e) {
      if (closed) return;
      starting = Health.dead("did not start: " + e.getMessage());
      throw e;
    }
  }

  private Keeping keeping() {
    return new Keeping(config.auditKeep(), config.keep());
  }

  private void startReplica(PreparedTopics prepared) throws InterruptedException {
    replica =
        open(
            new ReplicaReader(
                config.clientSettings(),
                topics,
                prepared.log(),
                new ReplicaSettings(
                    config.instance(),
                    config.snapshotEvery(),
                    this::ownsFirstTask,
                    http,
                    keeping())));
    replica.start();
    CommandAppender commands = open(new CommandAppender(config.clientSettings(), topics, replica));
    commands.start();
    publish(replica);
    publish(commands);
    starting = Health.waiting("the replica has not caught up with the training log");
    while (!closed && !replica.awaitCaughtUp(CATCHING_UP)) {
      LOG.info("{}: replica at {}, {} behind", pipeline.name(), replica.version(), replica.lag());
    }
  }

  private void startStreams(PreparedTopics prepared) {
    StreamsSettings streams = new StreamsSettings(config, topics, prepared);
    Model model = (values, categories, reasons) -> ask(replica, values, categories, reasons);
    Generations generations = Generations.join(config.clientSettings(), topics);
    Predicate<Source> tells = source -> generations.tells(pipeline.generation(), source);
    serving = generations.serving();
    if (serving != pipeline.generation()) {
      LOG.warn("{}: silent, generation {} tells the scores", pipeline.name(), serving);
    }
    Topology scores = ScoringTopology.of(pipeline, model, meters, config.guarantee(), tells);
    Topology lessons = LearningTopology.of(pipeline, meters, config.labelsPerSecond(), tells);
    starting = Health.waiting("starting the applications");
    scoring = open(scores, streams.scoring(), "scoring");
    learning = open(lessons, streams.learning(), "learning");
  }

  private KafkaStreams open(Topology topology, Properties properties, String half) {
    String name = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    KafkaStreams streams = new KafkaStreams(topology, properties);
    streams.setUncaughtExceptionHandler(new ThreadReplacement(name, System::nanoTime));
    streams.setStateListener((now, before) -> LOG.info("{}: {} after {}", name, now, before));
    open(observability.watch(streams, pipeline.name(), half));
    open(() -> leave(streams, name));
    streams.start();
    return streams;
  }

  private void startClock(Admin admin, PreparedTopics prepared) {
    if (config.labelClock() == ServiceConfig.LabelClock.FEEDER) return;
    open(new LabelClock(config.clientSettings(), admin, topics, prepared, this::ownsFirstTask))
        .start();
  }

  private static Model.Answer ask(
      ReplicaReader replica, float[] values, List<String> categories, int reasons) {
    Answer answer = replica.answer(values, categories, reasons);
    return new Model.Answer(
        answer.raw(),
        answer.probability(),
        answer.threshold(),
        answer.version(),
        answer.reasons(),
        answer.rawScores(),
        answer.models());
  }

  /** Whether the label join of partition 0 runs here: one instance of all has it. */
  public boolean ownsFirstTask() {
    KafkaStreams streams = learning;
    if (streams == null) return false;
    TopicPartition first = new TopicPartition(topics.featureLog().name(), 0);
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .anyMatch(task -> task.topicPartitions().contains(first));
  }

  /** How the pipeline does here, and why. */
  public Health health() {
    KafkaStreams scores = scoring;
    KafkaStreams lessons = learning;
    if (closed) return Health.waiting("closing");
    if (scores == null || lessons == null) return whileStarting();
    if (isDown(scores)) return Health.dead("scoring is " + scores.state());
    if (isDown(lessons)) return Health.dead("learning is " + lessons.state());
    if (scores.state() != KafkaStreams.State.RUNNING) {
      return Health.waiting("scoring is " + scores.state());
    }
    if (lessons.state() != KafkaStreams.State.RUNNING) {
      return Health.waiting("learning is " + lessons.state());
    }
    if (!replica.ready()) {
      return Health.waiting("the replica: " + replica.problem().orElse("catching up"));
    }
    if (serving != pipeline.generation()) {
      return Health.working(
          "silent, generation " + serving + " tells the scores; at " + replica.version());
    }
    return Health.working("at " + replica.version());
  }

  private Health whileStarting() {
    ReplicaReader reader = replica;
    Optional<String> problem = reader == null ? Optional.empty() : reader.problem();
    return problem.map(why -> Health.waiting("the replica: " + why)).orElse(starting);
  }

  private static boolean isDown(KafkaStreams streams) {
    return streams.state().isShuttingDown() || streams.state() == KafkaStreams.State.ERROR;
  }

  private void publish(CommandAppender commands) {
    meters.gauge(Meters.COMMANDS_PENDING, commands::pending);
    meters.gauge(Meters.COMMANDS_REPEATED, commands::repeated);
  }

  private void publish(ReplicaReader reader) {
    meters.gauge(Meters.SETTINGS_DIFFER, () -> reader.differences().size());
    meters.gauge(Meters.REPLICA_VERSION, () -> reader.version().offset());
    meters.gauge(Meters.REPLICA_LAG, reader::lag);
    meters.gauge(Meters.REPLICA_EXAMPLES, reader::examples);
    meters.gauge(Meters.THRESHOLD, () -> reader.read((model, version) -> model.threshold()));
    meters.gauge(
        Meters.SNAPSHOT_AGE,
        () ->
            reader
                .lastSnapshot()
                .map(written -> Duration.between(written, Instant.now()).toMillis() / 1000.0)
                .orElse(Double.NaN));
    publish(Meters.AUC_ROC, reader, PrequentialWindow::auc);
    publish(Meters.AVERAGE_PRECISION, reader, PrequentialWindow::averagePrecision);
    publish(Meters.LOG_LOSS, reader, PrequentialWindow::logLoss);
    publish(Meters.BRIER, reader, PrequentialWindow::brier);
    publish(Meters.CALIBRATION_ERROR, reader, PrequentialWindow::calibrationError);
    publish(Meters.QUALITY_EXAMPLES, reader, PrequentialWindow::count);
  }

  private void publish(
      Meters meter, ReplicaReader reader, ToDoubleFunction<PrequentialWindow> quality) {
    meters.gauge(
        meter,
        () -> reader.<Double>read((model, version) -> quality.applyAsDouble(model.quality())));
  }

  private static void leave(KafkaStreams streams, String name) {
    CloseOptions options =
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSING);
    if (!streams.close(options)) LOG.warn("{}: not closed after {}", name, CLOSING);
  }

  private synchronized <T extends AutoCloseable> T open(T closeable) {
    if (closed) {
      close(closeable);
      throw new IllegalStateException(pipeline.name() + " was closed while it started");
    }
    opened.add(closeable);
    return closeable;
  }

  /**
   * Leaves the groups, finishes what is under way, closes everything. Calling again does nothing.
   */
  @Override
  public void close() {
    List<AutoCloseable> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(opened);
      opened.clear();
    }
    for (int i = all.size() - 1; i >= 0; i--) close(all.get(i));
  }

  private void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("{}: closing {} failed", pipeline.name(), closeable, e);
    }
  }
}
