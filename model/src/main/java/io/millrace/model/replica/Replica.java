package io.millrace.model.replica;

import io.millrace.model.decide.AlertThreshold;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.event.Example;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * Everything that follows from a training log: the learner, the alert threshold, the prequential
 * quality. Two replicas of the same settings that learnt the same examples in the same order have
 * the same {@link #digest}, on every machine, restored in between or not. It does not know its
 * place in the log: that is its {@link ModelVersion}, kept beside it.
 *
 * <p>Not thread-safe: whoever shares it lets one thread learn at a time, and none ask meanwhile.
 * Learning allocates nothing but what the alert budget keeps of a new day or entity and the window
 * of a new pane.
 */
public final class Replica {
  private static final int FORMAT = 1;
  private static final int THRESHOLD_FORMAT = 2;

  /** Of thresholds that no operator could override. */
  private static final int BEFORE_OVERRIDES = 1;

  private static final int QUALITY_FORMAT = 1;

  private final FeatureSet features;
  private final LearnerConfig config;
  private final String decision;
  private final LinearLearner learner;
  private final AlertThreshold threshold;
  private final PrequentialWindow quality =
      new PrequentialWindow(PrequentialWindow.DEFAULT_EXAMPLES);
  private final Totals totals = new Totals();
  private final Scorer own;

  /** An operator's threshold, NaN while the settings' own holds. */
  private double override = Double.NaN;

  /**
   * A replica that has learnt nothing.
   *
   * @param horizon the longest a label may take: {@code labels.after}
   */
  public Replica(
      FeatureSet features, LearnerConfig config, DecisionConfig decide, Duration horizon) {
    this.features = features;
    this.config = config;
    decision = decide.canonical() + " after=" + horizon;
    learner = config.create();
    threshold = AlertThreshold.of(decide, horizon);
    own = scorer();
  }

  /** A replica of a pipeline's log that has learnt nothing. */
  public static Replica of(Pipeline pipeline) {
    return new Replica(
        pipeline.features(),
        pipeline.learner(),
        pipeline.decide(),
        pipeline.labels().policy().horizon());
  }

  /**
   * The next example of the log: first it tests the score the event got at its time, then it
   * teaches.
   *
   * @throws IllegalArgumentException if it is of another feature set or holds numbers out of range
   */
  public void learn(Example example) {
    double raw = example.rawScores()[0];
    double probability = own.probability(raw);
    var x = own.encode(example.values());
    totals.add(example, probability);
    quality.add(raw, probability, example.positive());
    threshold.learnt(raw, example.eventTime(), example.budgetEntity());
    learner.learn(x, example.positive(), example.weight());
  }

  /** Somebody to ask this replica, with scratch of its own. */
  public Scorer scorer() {
    return new Scorer(features, config, learner);
  }

  /** A raw score at or above it is an alert; in [0, 1]. */
  public double threshold() {
    return Double.isNaN(override) ? threshold.threshold() : override;
  }

  /**
   * From here on in the log an operator's threshold holds. What the settings say goes on learning
   * beside it, so that {@link #releaseThreshold} gives the threshold there would be without.
   *
   * @param value in [0, 1]
   */
  public void overrideThreshold(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "threshold = " + value + ", expected a probability from 0 to 1");
    }
    override = value;
  }

  /** From here on in the log the threshold is again what the settings make of it. */
  public void releaseThreshold() {
    override = Double.NaN;
  }

  /** Whether an operator's threshold holds. */
  public boolean isThresholdOverridden() {
    return !Double.isNaN(override);
  }

  /** Quality over the last examples; live, read it while nobody learns. */
  public PrequentialWindow quality() {
    return quality;
  }

  /** Counts and losses since the log began; live, read them while nobody learns. */
  public Totals totals() {
    return totals;
  }

  /** How many examples it has learnt. */
  public long examples() {
    return totals.examples();
  }

  /** The log odds of positive when no feature is present. */
  public double bias() {
    return learner.bias();
  }

  /** Everything needed to go on bit for bit; about 8 * 2^hash_bits bytes. */
  public void write(StateWriter out) {
    out.putInt(FORMAT);
    learner.write(out);
    out.putInt(THRESHOLD_FORMAT).putText(decision).putDouble(override);
    threshold.write(out);
    out.putInt(QUALITY_FORMAT);
    quality.write(out);
    totals.write(out);
  }

  /**
   * Takes over what {@link #write} wrote. Scorers of this replica answer from it at once.
   *
   * @throws IllegalArgumentException if the bytes are damaged, of another format or of other
   *     settings; the replica is then of no use
   */
  public void read(StateReader in) {
    requireFormat("replica", in.getInt(), FORMAT);
    learner.read(in);
    int format = in.getInt();
    if (format != BEFORE_OVERRIDES) requireFormat("threshold", format, THRESHOLD_FORMAT);
    requireDecision(in.getText());
    override = format == BEFORE_OVERRIDES ? Double.NaN : in.getDouble();
    threshold.read(in);
    requireFormat("quality", in.getInt(), QUALITY_FORMAT);
    quality.read(in);
    totals.read(in);
    if (in.remaining() != 0) {
      throw new IllegalArgumentException(
          "replica state has "
              + in.remaining()
              + " bytes too many: damaged, or of a later release");
    }
  }

  /** SHA-256 of what {@link #write} writes. */
  public byte[] digest() {
    return digest(bytes());
  }

  /** How many bytes {@link #write} writes. */
  public long size() {
    return bytes().length;
  }

  private byte[] bytes() {
    StateWriter out = new StateWriter((8 << config.hashBits()) + 65_536);
    write(out);
    return out.toBytes();
  }

  /** SHA-256 of a replica's bytes: equal digests, equal replicas. */
  public static byte[] digest(byte[] state) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(state);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void requireDecision(String found) {
    if (!found.equals(decision)) {
      throw new IllegalArgumentException(
          "replica state was made under {"
              + found
              + "}, expected {"
              + decision
              + "}: it is of other settings; without it the log is replayed");
    }
  }

  static void requireFormat(String part, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          part
              + " state has format "
              + found
              + ", expected "
              + expected
              + ": damaged, or written by another release; without it the log is replayed");
    }
  }
}
