package io.millrace.stream.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Registers meters under the name of one pipeline, as their list says. Thread-safe. */
final class PipelineRegistry {
  private final MeterRegistry registry;
  private final Scrapes scrapes;
  private final Tags pipeline;
  private final Map<String, TaskGauge> byTask = new ConcurrentHashMap<>();

  PipelineRegistry(MeterRegistry registry, Scrapes scrapes, String pipelineName) {
    this.registry = registry;
    this.scrapes = scrapes;
    pipeline = Tags.of("pipeline", pipelineName);
  }

  /** Registering one again gives the same. */
  Counter counter(Meters meter, String... tags) {
    return Counter.builder(meter.id())
        .baseUnit(unit(meter))
        .description(meter.help())
        .tags(pipeline.and(tags))
        .register(registry);
  }

  /** Registering one again gives the same. */
  Timer timer(Meters meter, String... tags) {
    return Timer.builder(meter.id())
        .description(meter.help())
        .tags(pipeline.and(tags))
        .serviceLevelObjectives(Buckets.of(meter))
        .register(registry);
  }

  /** Registering one again changes nothing. */
  void gauge(Meters meter, DoubleSupplier value, String... tags) {
    Gauge.builder(meter.id(), value, DoubleSupplier::getAsDouble)
        .strongReference(true)
        .baseUnit(unit(meter))
        .description(meter.help())
        .tags(pipeline.and(tags))
        .register(registry);
  }

  /**
   * A gauge that the tasks of this instance make together.
   *
   * @param scale by which what they say is multiplied
   */
  TaskGauge ofTasks(Meters meter, TaskGauge.Fold fold, double scale, String... tags) {
    return byTask.computeIfAbsent(
        meter.id() + String.join(",", tags),
        id -> {
          TaskGauge together = new TaskGauge(fold);
          gauge(meter, () -> scale * together.get(), tags);
          return together;
        });
  }

  <T> Glance<T> glance(Supplier<T> look) {
    return new Glance<>(scrapes, look);
  }

  private static String unit(Meters meter) {
    return meter.unit().isEmpty() ? null : meter.unit();
  }
}
