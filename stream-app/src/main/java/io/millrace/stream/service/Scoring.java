package io.millrace.stream.service;

import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.labeljoin.FeatureLogReader;
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
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

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
  public List<Application> applications(
      ServiceConfig config,
      StreamsSettings settings,
      String address,
      ReplicaReader replica,
      PipelineMeters meters,
      Predicate<Source> tells) {
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
        answer.reasons(),
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
    meters.gauge(Meters.THRESHOLD, () -> replica.read((model, version) -> model.threshold()));
    meters.gauge(Meters.RATE_RAISED, () -> replica.read((model, version) -> model.raised()));
    publish(meters, Meters.AUC_ROC, replica, PrequentialWindow::auc);
    publish(meters, Meters.AVERAGE_PRECISION, replica, PrequentialWindow::averagePrecision);
    publish(meters, Meters.LOG_LOSS, replica, PrequentialWindow::logLoss);
    publish(meters, Meters.BRIER, replica, PrequentialWindow::brier);
    publish(meters, Meters.CALIBRATION_ERROR, replica, PrequentialWindow::calibrationError);
    publish(meters, Meters.QUALITY_EXAMPLES, replica, PrequentialWindow::count);
    publishLearners(meters, replica);
    Importance importance = new Importance(replica);
    for (int i = 0; i < pipeline.features().size(); i++) {
      int feature = i;
      String name = pipeline.features().features().get(i).name();
      meters.gauge(Meters.IMPORTANCE, () -> importance.of(feature), "feature", name);
    }
  }

  private void publishLearners(PipelineMeters meters, ReplicaReader replica) {
    meters.gauge(
        Meters.PROMOTIONS,
        () -> replica.<Double>read((model, version) -> model.contest().reign() - 1.0));
    for (int i = 0; i < pipeline.learners().all().size(); i++) {
      publish(meters, Meters.CHAMPION, i, replica, (m, one) -> m.champion() == one ? 1 : 0);
      publish(
          meters,
          Meters.EVIDENCE,
          i,
          replica,
          (m, one) -> m.champion() == one ? 0 : m.contest().of(one).evidence() / m.contest().bar());
      publish(meters, Meters.LEARNER_BRIER, i, replica, (m, one) -> one.quality().brier());
      publish(
          meters,
          Meters.LEARNER_CALIBRATION_ERROR,
          i,
          replica,
          (m, one) -> one.quality().calibrationError());
    }
  }

  private void publish(
      PipelineMeters meters,
      Meters meter,
      int learner,
      ReplicaReader replica,
      ToDoubleBiFunction<Replica, Member> value) {
    meters.gauge(
        meter,
        () ->
            replica.<Double>read(
                (model, version) -> value.applyAsDouble(model, model.members().get(learner))),
        "learner",
        pipeline.learners().all().get(learner).name());
  }

  private static void publish(
      PipelineMeters meters,
      Meters meter,
      ReplicaReader replica,
      ToDoubleFunction<PrequentialWindow> quality) {
    meters.gauge(
        meter,
        () -> replica.<Double>read((model, version) -> quality.applyAsDouble(model.quality())));
  }
}
