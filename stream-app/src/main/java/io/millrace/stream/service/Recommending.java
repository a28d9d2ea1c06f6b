package io.millrace.stream.service;

import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Recommender;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.observe.Glance;
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
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Lists for users, in one application that always runs exactly once: it writes the log. */
final class Recommending implements Kind {
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
  public Optional<String> guarantee(ServiceConfig config) {
    return Optional.empty();
  }

  @Override
  public List<Application> applications(
      ServiceConfig config,
      StreamsSettings settings,
      String address,
      ReplicaReader replica,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
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
    boolean explores = pipeline.recommender().exploration() != null;
    Glance<ListLook> look =
        meters.glance(
            () ->
                replica.<Recommender, ListLook>read(
                    Recommender.class, (model, version) -> ListLook.at(model, explores)));
    meters.gauge(Meters.ITEMS, () -> look.get().items());
    meters.gauge(Meters.DESCRIBED, () -> look.get().described());
    meters.gauge(Meters.WITHDRAWN, () -> look.get().withdrawn());
    for (String list :
        List.of(
            ListLook.AFTER_THE_FACT, ListLook.AS_SHOWN, ListLook.NEW_USERS, ListLook.NEW_ITEMS)) {
      publish(meters, list, "window", () -> look.get().tests().get(list).window());
      publish(meters, list, "start", () -> look.get().tests().get(list).start());
    }
    publishMakeup(meters, look);
    if (explores) {
      publishGreedy(meters, "window", () -> look.get().greedy().window());
      publishGreedy(meters, "start", () -> look.get().greedy().start());
    }
  }

  private static void publish(
      PipelineMeters meters, String list, String over, Supplier<ListQuality.Result> tests) {
    publish(meters, Meters.HIT_RATE, list, over, () -> tests.get().hitRate10());
    publish(meters, Meters.MRR, list, over, () -> tests.get().mrr10());
    publish(meters, Meters.NDCG, list, over, () -> tests.get().ndcg10());
    publish(meters, Meters.LIST_TESTS, list, over, () -> tests.get().tests());
  }

  private static void publish(
      PipelineMeters meters, Meters meter, String list, String over, DoubleSupplier value) {
    meters.gauge(meter, value, "list", list, "over", over);
  }

  private static void publishGreedy(
      PipelineMeters meters, String over, Supplier<OffPolicy.Result> tests) {
    for (OffPolicy.Estimator one : OffPolicy.Estimator.values()) {
      String[] tags = {"estimator", one.text(), "over", over};
      meters.gauge(Meters.GREEDY_HIT_RATE, () -> tests.get().hitRate10(one), tags);
      meters.gauge(Meters.GREEDY_ERROR, () -> tests.get().error(one), tags);
    }
    meters.gauge(Meters.GREEDY_TESTS, () -> tests.get().tests(), "over", over);
  }

  private void publishMakeup(PipelineMeters meters, Glance<ListLook> look) {
    meters.gauge(Meters.LIST_AGE, () -> look.get().ages().median(), "share", "0.5");
    meters.gauge(Meters.LIST_AGE, () -> look.get().ages().p90(), "share", "0.9");
    meters.gauge(Meters.LIST_COVERAGE, () -> look.get().makeup().coverage());
    meters.gauge(Meters.LIST_NOVELTY, () -> look.get().makeup().novelty());
    List<String> names = pipeline.recommender().names();
    for (int i = 0; i < names.size(); i++) {
      int generator = i;
      meters.gauge(
          Meters.GENERATOR_SHARE,
          () -> look.get().makeup().shares()[generator],
          "generator",
          names.get(i));
    }
  }
}
