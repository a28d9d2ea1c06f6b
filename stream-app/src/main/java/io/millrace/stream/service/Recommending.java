package io.millrace.stream.service;

import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topology.RecommendTopology;
import io.millrace.stream.training.Recommended;
import io.millrace.stream.training.ReplicaReader;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Lists for users, in one application that always runs exactly once: it writes the log. */
final class Recommending implements Kind {
  private static final String AFTER_THE_FACT = "after_the_fact";
  private static final String AS_SHOWN = "as_shown";

  private final RecommendPipeline pipeline;
  private final RecommendTopics topics;

  Recommending(RecommendPipeline pipeline) {
    this.pipeline = pipeline;
    topics = new RecommendTopics(pipeline);
  }

  @Override
  public LogTopics topics() {
    return topics;
  }

  @Override
  public List<Application> applications(
      ServiceConfig config,
      StreamsSettings settings,
      String address,
      ReplicaReader replica,
      PipelineMeters meters,
      Predicate<Source> tells) {
    ListModel model =
        (view, k) -> {
          Recommended list = replica.recommend(view, k);
          return new ListModel.Answer(list.items(), list.version());
        };
    return List.of(
        new Application(
            "recommending",
            RecommendTopology.of(pipeline, model, meters, tells),
            settings.recommending(topics.application(), address)));
  }

  @Override
  public void publish(PipelineMeters meters, ReplicaReader replica) {
    meters.gauge(Meters.ITEMS, () -> of(replica, Recommender::items));
    publish(meters, replica, AFTER_THE_FACT, Recommender::quality);
    publish(meters, replica, AS_SHOWN, Recommender::asShown);
  }

  private static void publish(
      PipelineMeters meters,
      ReplicaReader replica,
      String list,
      Function<Recommender, ListQuality> quality) {
    publish(meters, Meters.HIT_RATE, replica, list, quality, ListQuality.Result::hitRate10);
    publish(meters, Meters.MRR, replica, list, quality, ListQuality.Result::mrr10);
    publish(meters, Meters.NDCG, replica, list, quality, ListQuality.Result::ndcg10);
    publish(meters, Meters.LIST_TESTS, replica, list, quality, ListQuality.Result::tests);
  }

  private static void publish(
      PipelineMeters meters,
      Meters meter,
      ReplicaReader replica,
      String list,
      Function<Recommender, ListQuality> quality,
      ToDoubleFunction<ListQuality.Result> number) {
    meters.gauge(
        meter,
        () -> of(replica, model -> number.applyAsDouble(quality.apply(model).overWindow())),
        "list",
        list,
        "over",
        "window");
    meters.gauge(
        meter,
        () -> of(replica, model -> number.applyAsDouble(quality.apply(model).sinceStart())),
        "list",
        list,
        "over",
        "start");
  }

  private static double of(ReplicaReader replica, ToDoubleFunction<Recommender> number) {
    return replica.<Recommender, Double>read(
        Recommender.class, (model, version) -> number.applyAsDouble(model));
  }
}
