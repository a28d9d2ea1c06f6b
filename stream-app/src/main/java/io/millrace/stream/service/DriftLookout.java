package io.millrace.stream.service;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.DriftWatch;
import io.millrace.stream.observe.ListDriftWatch;
import io.millrace.stream.observe.Looking;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.observe.Told;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.ReplicaReader;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Looks for drift of one pipeline on this instance: in features and scores, or in lists, and in the
 * quality that the replica measures.
 */
final class DriftLookout {
  private final LogTopics topics;
  private final ServiceConfig config;
  private final ReplicaReader replica;
  private final PipelineMeters meters;
  private final Opened opened;
  private final DriftReporter reporter;

  /** Of a pipeline that scores; null of others. */
  private volatile DriftWatch scores;

  /**
   * @param opened takes what is to be closed
   */
  DriftLookout(
      LogTopics topics,
      ServiceConfig config,
      ReplicaReader replica,
      PipelineMeters meters,
      Opened opened) {
    this.topics = topics;
    this.config = config;
    this.replica = replica;
    this.meters = meters;
    this.opened = opened;
    reporter =
        opened.add(
            new DriftReporter(
                topics, config.instance(), config.clientSettings(), replica::version));
  }

  /**
   * Looks from now on.
   *
   * @param works whether any partition of a topic is worked on here
   */
  void start(Predicate<String> works) {
    Looking looking = new Looking(config.driftWindow(), config.driftEvery(), config.driftSpan());
    if (topics.pipeline() instanceof Pipeline scored && topics instanceof PipelineTopics labelled) {
      scores = opened.add(new DriftWatch(scored, looking, meters, reporter));
      scores.follow(this::quality, () -> works.test(labelled.labels().name()));
    } else {
      String name = topics.pipeline().name();
      IntSupplier items = () -> replica.read(Recommender.class, (model, at) -> model.items());
      opened.add(new ListDriftWatch(name, looking, items, meters, reporter)).follow(this::quality);
    }
  }

  private Told quality(long telling) {
    return replica
        .quality(
            drift -> {
              long lasting = drift.tellings() - (drift.drifts() ? 1 : 0);
              long from = telling == Told.LASTING ? lasting : telling;
              return new Told(drift.told(from), drift.tellings());
            })
        .orElse(Told.NOTHING);
  }

  /** How each feature does; empty of lists. */
  List<InputDrift.State> features() {
    return scores == null ? List.of() : scores.states();
  }

  /** The newest episodes, the newest first. */
  List<Episode> episodes() {
    return reporter.newest();
  }
}
