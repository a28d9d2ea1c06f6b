package io.millrace.it;

import static org.awaitility.Awaitility.await;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.training.ReplicaDigest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * An instance of the service in the test's own process, that commits often and whose label clock is
 * the feeder's.
 */
final class Instance implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Observability observability = new Observability();
  private final PipelineService service;

  private Instance(Pipeline pipeline, ServiceConfig config) {
    service = new PipelineService(pipeline, config, () -> "", observability);
  }

  /** Returns when it scores and learns. */
  static Instance start(Broker broker, Pipeline pipeline, Path state) throws InterruptedException {
    return start(broker, pipeline, state, Map.of());
  }

  /**
   * @param settings of the service, laid over these
   */
  static Instance start(Broker broker, Pipeline pipeline, Path state, Map<String, String> settings)
      throws InterruptedException {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "bootstrap", broker.bootstrap(),
                "state_dir", state.toString(),
                "instance", "in-process",
                "scoring_threads", "1",
                "commit_interval", "20ms",
                "snapshot_every", "2000",
                "label_clock", "feeder"));
    all.putAll(settings);
    ServiceConfig config = ServiceConfig.read(null, Map.of(), all);
    Instance instance = new Instance(pipeline, config);
    try {
      instance.service.start();
      await("ready").atMost(PATIENCE).until(() -> instance.service.health().ready());
    } catch (RuntimeException | InterruptedException e) {
      instance.close();
      throw e;
    }
    return instance;
  }

  ReplicaDigest digest() {
    return service.replica().digest();
  }

  @Override
  public void close() {
    service.close();
    observability.close();
  }
}
