package io.millrace.model.replica;

import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.calibrate.PriorShift;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.AlertThreshold;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.feature.TextHash;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.Inputs;
import io.millrace.model.learner.Learners;
import io.millrace.model.learner.OnlineLearner;
import io.millrace.model.learner.RatedLearner;
import io.millrace.model.learner.Sigmoid;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One learner of a replica and what follows from the scores that it gave: its threshold and its
 * quality. Whether it serves changes nothing in it.
 */
public final class Member {
  private static final int THRESHOLD_FORMAT = 1;
  private static final int QUALITY_FORMAT = 1;
  private static final double MOST_ODDS = 9;

  private final Learners.Named named;
  private final Inputs inputs;
  private final int encoding;
  private final Serving serving;
  private final DecisionConfig decide;
  private final Duration horizon;

  /** How often it began anew. */
  private int lives;

  private long id;
  private OnlineLearner learner;
  private AlertThreshold threshold;

  /** Null where raw scores are probabilities. */
  private Calibrator calibrator;

  /** Null where the base rate is not followed. */
  private PriorShift prior;

  private PrequentialWindow quality;
  private Totals totals;

  /**
   * @param encoding which of the replica's encodings its hash bits ask for
   */
  Member(
      Learners.Named named,
      Inputs inputs,
      int encoding,
      Serving serving,
      DecisionConfig decide,
      Duration horizon) {
    this.named = named;
    this.inputs = inputs;
    this.encoding = encoding;
    this.serving = serving;
    this.decide = decide;
    this.horizon = horizon;
    live(0);
  }

  /** Forgets everything: from here on it is another model, and earlier scores say nothing of it. */
  void beginAnew() {
    live(lives + 1);
  }

  /** As one that has begun anew so many times, and has learnt nothing since. */
  void live(int times) {
    lives = times;
    // Of other settings it is another model, whatever its name: its old scores say nothing of it.
    String life = times == 0 ? "" : " begun anew " + times;
    id = TextHash.of(name() + " " + settings() + life);
    learner = named.config().create(inputs);
    threshold = AlertThreshold.of(decide, horizon);
    calibrator = serving.calibrate().create();
    prior = serving.follow() == 0 ? null : new PriorShift(serving.follow());
    quality = new PrequentialWindow(PrequentialWindow.DEFAULT_EXAMPLES);
    totals = new Totals();
  }

  /** How often it began anew. */
  public int lives() {
    return lives;
  }

  /** From here on it learns so many times as fast; settings see to it that it can. */
  void raise(double factor) {
    if (learner instanceof RatedLearner rated) rated.raise((float) factor);
  }

  public String name() {
    return named.name();
  }

  /** What its raw scores are marked with, in the feature log and in the training log. */
  public long id() {
    return id;
  }

  /** Quality of its scores over the last examples; live, read it while nobody learns. */
  public PrequentialWindow quality() {
    return quality;
  }

  /** Its scores since the log began, counted and judged; live, read them while nobody learns. */
  public Totals totals() {
    return totals;
  }

  /** The raw score from which it would alert, as the settings make it; in [0, 1]. */
  public double threshold() {
    return threshold.threshold();
  }

  int encoding() {
    return encoding;
  }

  /** What it has learnt; live, ask it while nobody learns. */
  public OnlineLearner learner() {
    return learner;
  }

  /** What makes probabilities of its raw scores; empty where they are the same. Live. */
  public Optional<Calibrator> calibrator() {
    return Optional.ofNullable(calibrator);
  }

  /** What is told to people of a raw score of this learner, in [0, 1]. */
  double probability(double raw) {
    if (calibrator == null) return raw;
    double probability = calibrator.probability(raw);
    return prior == null ? probability : prior.probability(probability);
  }

  /**
   * What the base rate of now multiplies the odds of a probability with; 1 where none is followed.
   */
  public double priorOdds() {
    return prior == null ? 1 : prior.odds();
  }

  /** Where its score is among those of an example, -1 where it was not asked or is not named. */
  int placeIn(Example example) {
    long[] models = example.models();
    for (int i = 0; i < models.length; i++) {
      if (models[i] == id) return i;
    }
    return -1;
  }

  /** What a score of an example was told as when the event was scored. */
  static double probabilityAt(Example example, int place) {
    double[] told = example.probabilities();
    return told.length == 0 ? example.rawScores()[place] : told[place];
  }

  /**
   * The example as a test of the score that it got at its time, and a lesson of what that means.
   */
  void test(Example example, int place) {
    double raw = example.rawScores()[place];
    double probability = probabilityAt(example, place);
    totals.add(example, probability);
    quality.add(raw, probability, example.positive(), example.weight());
    threshold.learnt(raw, example.eventTime(), example.budgetEntity(), example.weight());
    if (calibrator != null) calibrator.learn(raw, example.positive(), example.weight());
    if (prior != null) prior.learn(example.positive(), example.weight());
  }

  void learn(FeatureVector x, Example example) {
    float weight = example.lesson();
    if (example.reverses() > 0) weight += example.reverses() * oddsOfOther(x, example.positive());
    learner.learn(x, example.positive(), weight);
  }

  /**
   * What undoes a lesson of weight 1 and the other label. Of the log loss its gradient by the logit
   * was p, of a negative, as things stand now; that of a positive is p - 1. So a positive of weight
   * p / (1 - p) takes the lesson back, whatever the learner: and since that grows without bound
   * where the learner was sure of the wrong label, it is {@value #MOST_ODDS} at most.
   */
  private float oddsOfOther(FeatureVector x, boolean positive) {
    double p = Sigmoid.of(learner.logit(x));
    return (float) Math.min(MOST_ODDS, positive ? p / (1 - p) : (1 - p) / p);
  }

  /** Canonical text of the learner's settings. */
  public String settings() {
    return named.config().canonical();
  }

  /** What another learner of the same settings may begin with: everything but its quality. */
  Start.Of start() {
    return new Start.Of(
        settings(),
        bytes(learner::write),
        bytes(threshold::write),
        serving.calibration(),
        bytes(this::writeCalibration));
  }

  private static byte[] bytes(Consumer<StateWriter> part) {
    StateWriter out = new StateWriter();
    part.accept(out);
    return out.toBytes();
  }

  /**
   * Begins with what {@link #start} gave.
   *
   * @param sameDecision whether the other's threshold was made by the same settings
   */
  void begin(Start.Of other, boolean sameDecision) {
    learner.read(new StateReader(other.learner()));
    if (sameDecision) threshold.read(new StateReader(other.threshold()));
    if (other.calibration().equals(serving.calibration())) {
      readCalibration(new StateReader(other.calibrator()));
    }
  }

  void write(StateWriter out) {
    out.putText(name());
    learner.write(out);
    out.putInt(THRESHOLD_FORMAT);
    threshold.write(out);
    writeQuality(out);
    writeCalibration(out);
  }

  void read(StateReader in) {
    String found = in.getText();
    if (!found.equals(name())) {
      throw new IllegalArgumentException(
          "replica state has the learner "
              + found
              + ", expected "
              + name()
              + ": it is of other settings; without it the log is replayed");
    }
    learner.read(in);
    ReplicaState.requireFormat("threshold", in.getInt(), THRESHOLD_FORMAT);
    threshold.read(in);
    readQuality(in);
    readCalibration(in);
  }

  private void writeCalibration(StateWriter out) {
    if (calibrator != null) calibrator.write(out);
    if (prior != null) prior.write(out);
  }

  private void readCalibration(StateReader in) {
    if (calibrator != null) calibrator.read(in);
    if (prior != null) prior.read(in);
  }

  void writeThreshold(StateWriter out) {
    threshold.write(out);
  }

  void readThreshold(StateReader in) {
    threshold.read(in);
  }

  void writeQuality(StateWriter out) {
    out.putInt(QUALITY_FORMAT);
    quality.write(out);
    totals.write(out);
  }

  void readQuality(StateReader in) {
    ReplicaState.requireFormat("quality", in.getInt(), QUALITY_FORMAT);
    quality.read(in);
    totals.read(in);
  }
}
