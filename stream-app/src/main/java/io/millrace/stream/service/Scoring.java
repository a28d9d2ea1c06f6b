package io.millrace.stream.service;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.labeljoin.FeatureLogReader;
import io.millrace.stream.observe.Glance;
import io.millrace.stream.observe.Meters;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.score.Model;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.Source;
import io.millrace.stream.topology.LearningTopology;
import io.millrace.stream.topology.ScoringTopology;
import io.millrace.stream.training.Answer;
import io.millrace.stream.training.ReplicaReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Scores for events, and lessons from their labels: one application each. */
final class Scoring implements Kind {
  private final Pipeline pipeline;
  private final PipelineTopics topics;

  Scoring(Pipeline pipeline) {
    this.pipeline = pipeline;
    topics = new PipelineTopics(pipeline);
  }

  @Override
  public LogTopics topics() {
    return topics;
  }

  @Override
  public Optional<String> guarantee(ServiceConfig config) {
    return Optional.of(config.guarantee().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public List<Application> applications(
      ServiceConfig config,
      StreamsSettings settings,
      String address,
      ReplicaReader replica,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
    Model model = (values, categories, reasons) -> ask(replica, values, categories, reasons);
    return List.of(
        new Application(
            "scoring",
            ScoringTopology.of(pipeline, model, meters, config.guarantee(), tells),
            settings.scoring(topics.scoringApplication())),
        new Application(
            "learning",
            LearningTopology.of(
                pipeline,
                meters,
                config.labelsPerSecond(),
                partition ->
                    new FeatureLogReader(config.clientSettings(), topics.featureLog(), partition),
                tells),
            settings.learning(topics.learningApplication())));
  }

  private static Model.Answer ask(
      ReplicaReader replica, float[] values, List<String> categories, int reasons) {
    Answer answer = replica.answer(values, categories, reasons);
    return new Model.Answer(
        answer.raw(),
        answer.probability(),
        answer.threshold(),
        answer.version(),
        answer.why(),
        answer.rawScores(),
        answer.models(),
        answer.probabilities());
  }

  @Override
  public void publish(PipelineMeters meters, ReplicaReader replica) {
    meters.watchLabels();
    meters.gauge(
        Meters.ALERT_BUDGET,
        () -> pipeline.decide().hasBudget() ? pipeline.decide().budgetPerDay() : Double.NaN);
    Glance<ScoringLook> look =
        meters.glance(() -> replica.read((model, version) -> ScoringLook.at(model)));
    meters.gauge(Meters.THRESHOLD, () -> look.get().threshold());
    meters.gauge(Meters.RATE_RAISED, () -> look.get().raised());
    meters.gauge(Meters.PROMOTIONS, () -> look.get().promotions());
    meters.gauge(Meters.AUC_ROC, () -> look.get().quality().auc());
    meters.gauge(Meters.AVERAGE_PRECISION, () -> look.get().quality().averagePrecision());
    meters.gauge(Meters.LOG_LOSS, () -> look.get().quality().logLoss());
    meters.gauge(Meters.BRIER, () -> look.get().quality().brier());
    meters.gauge(Meters.CALIBRATION_ERROR, () -> look.get().quality().calibrationError());
    meters.gauge(
        Meters.BASELINE_AVERAGE_PRECISION,
        () -> look.get().quality().baseline().averagePrecision());
    meters.gauge(Meters.BASELINE_LOG_LOSS, () -> look.get().quality().baseline().logLoss());
    meters.gauge(Meters.QUALITY_EXAMPLES, () -> look.get().quality().examples());
    publishLearners(meters, look);
    publishImportance(meters, look, new Importance(replica));
  }

  private void publishLearners(PipelineMeters meters, Glance<ScoringLook> look) {
    for (int i = 0; i < pipeline.learners().all().size(); i++) {
      int place = i;
      String name = pipeline.learners().all().get(i).name();
      Supplier<ScoringLook.Learner> learner = () -> look.get().learners().get(place);
      publish(meters, Meters.CHAMPION, name, () -> learner.get().serves() ? 1 : 0);
      publish(meters, Meters.EVIDENCE, name, () -> learner.get().evidence());
      publish(meters, Meters.LEARNER_BRIER, name, () -> learner.get().brier());
      publish(
          meters, Meters.LEARNER_CALIBRATION_ERROR, name, () -> learner.get().calibrationError());
    }
  }

  private static void publish(
      PipelineMeters meters, Meters meter, String learner, DoubleSupplier value) {
    meters.gauge(meter, value, "learner", learner);
  }

  private void publishImportance(
      PipelineMeters meters, Glance<ScoringLook> look, Importance importance) {
    for (int i = 0; i < pipeline.features().size(); i++) {
      int feature = i;
      String name = pipeline.features().features().get(i).name();
      meters.gauge(
          Meters.IMPORTANCE, () -> importance.of(feature, look.get().examples()), "feature", name);
    }
  }
}
