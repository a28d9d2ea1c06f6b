package io.millrace.stream.service;

import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
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
  private static final String NEW_USERS = "new_users";
  private static final String NEW_ITEMS = "new_items";
  private static final double[] AGES = {.5, .9};

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
          Recommended list = replica.show(view, k);
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
    replica.timeLessons(meters::learnt);
    meters.gauge(Meters.ITEMS, () -> of(replica, Recommender::items));
    meters.gauge(Meters.WITHDRAWN, () -> of(replica, Recommender::withdrawn));
    publish(meters, replica, AFTER_THE_FACT, Recommender::quality);
    publish(meters, replica, AS_SHOWN, Recommender::asShown);
    publish(meters, replica, NEW_USERS, model -> model.measures().newUsers());
    publish(meters, replica, NEW_ITEMS, model -> model.measures().newItems());
    publishMakeup(meters, replica);
    if (pipeline.recommender().exploration() != null) {
      publishGreedy(meters, replica, "window", OffPolicy::overWindow);
      publishGreedy(meters, replica, "start", OffPolicy::sinceStart);
    }
  }

  private static void publishGreedy(
      PipelineMeters meters,
      ReplicaReader replica,
      String over,
      Function<OffPolicy, OffPolicy.Result> tests) {
    for (OffPolicy.Estimator estimator : OffPolicy.Estimator.values()) {
      meters.gauge(
          Meters.GREEDY_HIT_RATE,
          () -> of(replica, model -> greedy(model, tests).hitRate10(estimator)),
          "estimator",
          estimator.text(),
          "over",
          over);
      meters.gauge(
          Meters.GREEDY_ERROR,
          () -> of(replica, model -> greedy(model, tests).error(estimator)),
          "estimator",
          estimator.text(),
          "over",
          over);
    }
    meters.gauge(
        Meters.GREEDY_TESTS,
        () -> of(replica, model -> greedy(model, tests).tests()),
        "over",
        over);
  }

  private static OffPolicy.Result greedy(
      Recommender model, Function<OffPolicy, OffPolicy.Result> tests) {
    return tests.apply(model.measures().greedy());
  }

  private void publishMakeup(PipelineMeters meters, ReplicaReader replica) {
    for (double share : AGES) {
      meters.gauge(
          Meters.LIST_AGE,
          () -> of(replica, model -> model.measures().ages().quantile(share)),
          "quantile",
          Double.toString(share));
    }
    meters.gauge(Meters.LIST_COVERAGE, () -> of(replica, model -> model.makeup().coverage()));
    meters.gauge(Meters.LIST_NOVELTY, () -> of(replica, model -> model.makeup().novelty()));
    List<String> names = pipeline.recommender().names();
    for (int i = 0; i < names.size(); i++) {
      int generator = i;
      meters.gauge(
          Meters.GENERATOR_SHARE,
          () -> of(replica, model -> model.makeup().shares()[generator]),
          "generator",
          names.get(i));
    }
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
