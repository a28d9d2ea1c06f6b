package io.millrace.stream.instance;

import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.http.Endpoints;
import io.millrace.stream.http.Health;
import io.millrace.stream.http.HttpServer;
import io.millrace.stream.http.PipelineState;
import io.millrace.stream.http.ReplicaState;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.training.Digested;
import io.millrace.stream.training.ReplicaDigest;
import io.millrace.stream.training.ReplicaReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One process of the service: one or more pipelines at work, their metrics, and the address that
 * tells about them. {@link #close} may be called by any thread at any time; all else is one
 * thread's.
 */
public final class Instance implements AutoCloseable {
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");

  private final ServiceConfig config;
  private final Observability observability = new Observability();
  private final List<PipelineService> services = new ArrayList<>();
  private volatile HttpServer http;
  private boolean closed;

  /** Starts nothing yet. */
  public Instance(List<? extends AnyPipeline> pipelines, ServiceConfig config) {
    this.config = config;
    for (AnyPipeline pipeline : pipelines) {
      services.add(new PipelineService(pipeline, config, this::advertised, observability));
    }
  }

  /**
   * Where other instances reach this one: where it answers, by the name of its host where that is
   * any address. Empty until it answers.
   */
  private String advertised() {
    HttpServer answering = http;
    if (answering == null) return "";
    boolean any = ANY_ADDRESS.contains(config.httpHost());
    return any ? ownName() + ":" + answering.port() : answering.address();
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }

  /**
   * Answers over HTTP from now on, and starts all pipelines at once. Returns when they have been
   * started, which takes as long as the longest log to replay; they may not be ready yet.
   *
   * @throws RuntimeException the reason of the first pipeline that refuses to start
   */
  public void start() throws InterruptedException {
    synchronized (this) {
      if (closed) return;
      http =
          HttpServer.start(
              config.httpHost(),
              config.httpPort(),
              endpoints(),
              new LiveState(config.instance(), services, System::currentTimeMillis));
    }
    ExecutorService starting = Executors.newFixedThreadPool(services.size());
    try {
      List<Future<?>> starts = new ArrayList<>();
      for (PipelineService service : services) {
        starts.add(
            starting.submit(
                () -> {
                  service.start();
                  return null;
                }));
      }
      for (Future<?> start : starts) start.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) throw refused;
      throw new IllegalStateException("start failed: " + e.getCause(), e);
    } finally {
      starting.shutdown();
    }
  }

  public List<PipelineService> services() {
    return List.copyOf(services);
  }

  public Observability observability() {
    return observability;
  }

  /** Where it answers, {@code host:port}. */
  public String address() {
    return http.address();
  }

  /** Whether every pipeline scores and learns; why not, if not. */
  public Health ready() {
    return all(io.millrace.stream.service.Health::ready);
  }

  /** Whether the process is worth keeping. */
  public Health live() {
    return all(io.millrace.stream.service.Health::live);
  }

  private Health all(Predicate<io.millrace.stream.service.Health> well) {
    String reasons =
        services.stream()
            .filter(service -> !well.test(service.health()))
            .map(service -> service.pipeline().name() + ": " + service.health().reason())
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Health.WELL : Health.unwell(reasons);
  }

  private Endpoints endpoints() {
    ListDesk desk = ListDesk.of(services);
    return new Endpoints(
        observability::scrape,
        this::live,
        this::ready,
        () -> services.stream().map(Instance::state).toList(),
        this::replica,
        desk::answer);
  }

  private static PipelineState state(PipelineService service) {
    var health = service.health();
    return new PipelineState(
        service.pipeline().name(),
        service.pipeline().generation(),
        health.ready() ? Health.WELL : Health.unwell(health.reason()));
  }

  private Optional<ReplicaState> replica(String name) {
    return services.stream()
        .filter(service -> service.pipeline().name().equals(name))
        .filter(service -> service.replica() != null)
        .findFirst()
        .map(
            service ->
                service.pipeline() instanceof Pipeline
                    ? replica(service.replica())
                    : recommender(service.replica()));
  }

  private static ReplicaState replica(ReplicaReader reader) {
    // All of it is of one version.
    Digested<Seen> told =
        reader.digest(
            (replica, version) -> new Seen(replica.threshold(), quality(replica.quality())));
    ReplicaDigest digest = told.digest();
    return new ReplicaState(
        digest.version(),
        digest.examples(),
        digest.sha256(),
        reader.caughtUp(),
        told.seen().threshold(),
        told.seen().quality());
  }

  private static ReplicaState recommender(ReplicaReader reader) {
    Digested<ReplicaState.Lists> told =
        reader.digest(Recommender.class, (model, version) -> lists(model));
    ReplicaDigest digest = told.digest();
    return ReplicaState.ofLists(
        digest.version(), digest.examples(), digest.sha256(), reader.caughtUp(), told.seen());
  }

  private static ReplicaState.Lists lists(Recommender model) {
    ListQuality.Result tested = model.quality().overWindow();
    ListQuality.Result shown = model.asShown().overWindow();
    return new ReplicaState.Lists(
        model.items(),
        tested.tests(),
        tested.hitRate10(),
        tested.mrr10(),
        tested.ndcg10(),
        shown.tests(),
        shown.hitRate10());
  }

  /** What is read of a replica under its lock. */
  private record Seen(double threshold, ReplicaState.Quality quality) {}

  /** The quality of a replica's sliding window, as it is told. */
  public static ReplicaState.Quality quality(PrequentialWindow window) {
    return new ReplicaState.Quality(
        window.count(),
        window.auc(),
        window.averagePrecision(),
        window.logLoss(),
        window.brier(),
        window.calibrationError(),
        ConstantRate.inHindsight(window.positiveRate()));
  }

  /** Leaves the groups at once and closes everything; calling again waits until that is done. */
  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    services.parallelStream().forEach(PipelineService::close);
    if (http != null) http.close();
    observability.close();
  }
}
