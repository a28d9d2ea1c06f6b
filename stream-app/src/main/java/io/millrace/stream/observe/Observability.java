package io.millrace.stream.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;

/** The metrics of a service process and the text that Prometheus scrapes. Thread-safe. */
public final class Observability implements AutoCloseable {
  /** Whose names Prometheus' linter refuses: an abbreviated unit, a gauge that ends in count. */
  private static final Set<String> MISNAMED = Set.of("process.cpu.time", "system.cpu.count");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Scrapes scrapes = new Scrapes();
  private final JvmGcMetrics garbageCollector = new JvmGcMetrics();

  public Observability() {
    registry.config().meterFilter(StreamsFilter.INSTANCE);
    registry.config().meterFilter(MeterFilter.deny(id -> MISNAMED.contains(id.getName())));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollector.bindTo(registry);
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** The metrics of one pipeline. */
  public PipelineMeters pipeline(String name) {
    return new PipelineMeters(new PipelineRegistry(registry, scrapes, name), System::nanoTime);
  }

  /**
   * Publishes what matters of Kafka Streams' own metrics until the answer is closed.
   *
   * @param application {@code scoring} or {@code learning}
   */
  public AutoCloseable watch(KafkaStreams streams, String pipeline, String application) {
    KafkaStreamsMetrics metrics =
        new KafkaStreamsMetrics(streams, Tags.of("pipeline", pipeline, "application", application));
    metrics.bindTo(registry);
    return metrics;
  }

  /** Everything, in Prometheus' text format; one at a time. */
  public String scrape() {
    return scrapes.answer(registry::scrape);
  }

  @Override
  public void close() {
    garbageCollector.close();
    registry.close();
  }

  private enum StreamsFilter implements MeterFilter {
    INSTANCE;

    @Override
    public MeterFilterReply accept(Meter.Id id) {
      return StreamsMeters.publishes(id.getName())
          ? MeterFilterReply.NEUTRAL
          : MeterFilterReply.DENY;
    }
  }
}
