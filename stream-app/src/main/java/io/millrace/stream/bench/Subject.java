package io.millrace.stream.bench;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.service.PipelineService;
import io.millrace.stream.service.StreamsSettings;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.TopicAdmin;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** What is measured: the pipeline, or a bare run of its shape. */
interface Subject extends AutoCloseable {
  Duration LEADERS = Duration.ofSeconds(60);

  /** Whether it scores. */
  boolean isReady();

  @Override
  void close();

  /** The pipeline's service, started. */
  static Subject pipeline(Pipeline pipeline, ServiceConfig config) throws InterruptedException {
    Observability observability = new Observability();
    PipelineService service = new PipelineService(pipeline, config, () -> "", observability);
    service.start();
    return new Subject() {
      @Override
      public boolean isReady() {
        return service.health().ready();
      }

      @Override
      public void close() {
        service.close();
        observability.close();
      }
    };
  }

  /** A bare run of the pipeline's shape, started. */
  static Subject bare(Pipeline pipeline, ServiceConfig config, Load load, Samples samples) {
    PipelineTopics topics = new PipelineTopics(pipeline);
    PreparedTopics prepared;
    try (Admin admin = Admin.create(config.clientSettings())) {
      prepared =
          new TopicAdmin(admin, LEADERS)
              .prepare(topics, new Keeping(config.auditKeep(), config.keep()));
    }
    StreamsSettings settings = new StreamsSettings(config, prepared);
    List<KafkaStreams> both =
        List.of(
            started(
                BareScoring.of(topics, load, samples),
                settings.scoring(topics.scoringApplication())),
            started(
                BareLearning.of(topics, load, samples),
                settings.learning(topics.learningApplication())));
    return new Subject() {
      @Override
      public boolean isReady() {
        for (KafkaStreams streams : both) {
          if (streams.state().hasCompletedShutdown() || streams.state().isShuttingDown()) {
            throw new IllegalStateException("the bare run is " + streams.state());
          }
        }
        return both.stream().allMatch(streams -> streams.state() == KafkaStreams.State.RUNNING);
      }

      @Override
      public void close() {
        CloseOptions leave =
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(LEADERS);
        both.forEach(streams -> streams.close(leave));
      }
    };
  }

  private static KafkaStreams started(Topology topology, Properties settings) {
    KafkaStreams streams = new KafkaStreams(topology, settings);
    streams.start();
    return streams;
  }
}
