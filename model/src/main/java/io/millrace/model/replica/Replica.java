package io.millrace.model.replica;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Serving;
import io.millrace.model.decide.DecisionConfig;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.event.Example;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.metric.PrequentialWindow;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that follows from a training log: the learners, their alert thresholds, their
 * prequential quality, whether it drifts, and which of them serves. Two replicas of the same
 * settings that learnt the same examples in the same order have the same {@link #digest}, on every
 * machine, restored in between or not. It does not know its place in the log: that is its {@link
 * ModelVersion}, kept beside it.
 *
 * <p>Not thread-safe: whoever shares it lets one thread learn at a time, and none ask meanwhile.
 * Learning allocates nothing but what the alert budget keeps of a new day or entity and the window
 * of a new pane.
 */
public final class Replica {
  private final FeatureSet features;
  private final int[] hashBits;
  private final String deciding;
  private final boolean calibrates;
  private final List<Member> members;
  private final Contest contest;
  private final DriftReaction reaction;
  private final ReplicaState state;
  private final Scorer own;
  private final RecentEvents recent = new RecentEvents();
  private long[] models;
  private long examples;

  /** An operator's threshold, NaN while the settings' own holds. */
  private double override = Double.NaN;

  /**
   * A replica that has learnt nothing.
   *
   * @param horizon the longest a label may take: {@code labels.after}
   */
  public Replica(
      FeatureSet features,
      Learners learners,
      Serving serving,
      DecisionConfig decide,
      Duration horizon) {
    this.features = features;
    calibrates = serving.calibrate() != Calibration.NONE;
    deciding = decide.canonical() + " after=" + horizon;
    hashBits =
        learners.all().stream().mapToInt(named -> named.config().hashBits()).distinct().toArray();
    List<Member> all = new ArrayList<>();
    for (Learners.Named named : learners.all()) {
      all.add(new Member(named, features.inputs(), encoding(named), serving, decide, horizon));
    }
    members = List.copyOf(all);
    contest = new Contest(serving.promote(), members);
    reaction =
        new DriftReaction(
            serving.drift() == null ? null : new QualityDrift(serving.drift()), members, contest);
    state = new ReplicaState(learners, serving, deciding, members, contest, reaction);
    models = models();
    own = scorer();
  }

  /** A replica of learners that has learnt nothing, with nothing said of serving. */
  public Replica(FeatureSet features, Learners learners, DecisionConfig decide, Duration horizon) {
    this(features, learners, Serving.DEFAULT, decide, horizon);
  }

  /** A replica of one learner that has learnt nothing. */
  public Replica(
      FeatureSet features, LearnerConfig config, DecisionConfig decide, Duration horizon) {
    this(features, Learners.of(config), decide, horizon);
  }

  /** A replica of a pipeline's log that has learnt nothing. */
  public static Replica of(Pipeline pipeline) {
    return new Replica(
        pipeline.features(),
        pipeline.learners(),
        pipeline.serving(),
        pipeline.decide(),
        pipeline.labels().policy().horizon());
  }

  private int encoding(Learners.Named named) {
    int encoding = 0;
    while (hashBits[encoding] != named.config().hashBits()) {
      encoding++;
    }
    return encoding;
  }

  /**
   * The next example of the log: first it tests the scores the event got at its time, then it
   * teaches. A learner that gave no score then is taught and not tested.
   *
   * @throws IllegalArgumentException if it is of another feature set or holds numbers out of range
   */
  public void learn(Example example) {
    if (example.teaches()) own.encode(example.values());
    if (example.tests() && members.size() > 1) contest.judge(example, override);
    Member champion = champion();
    // What nobody here said is what was served.
    int served = Math.max(0, champion.placeIn(example));
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      int place = member == champion ? served : member.placeIn(example);
      if (example.tests() && place >= 0) member.test(example, place);
      if (example.teaches()) member.learn(own.encoded(member.encoding()), example);
    }
    if (example.teaches()) recent.add(example.values(), example.lesson());
    if (!example.tests()) return;
    examples++;
    if (reaction.watch(example, served, examples)) models = models();
    if (members.size() > 1
        && examples % Contest.EVERY == 0
        && contest.promoteByEvidence(examples)) {
      anotherServes();
    }
  }

  /** From here on in the log what was done about a drift is over: rates are as the settings say. */
  public void endReaction() {
    reaction.end(examples);
  }

  /** By how much the learners' rates are raised for the next example; 1 where they are not. */
  public double raised() {
    return reaction.raised();
  }

  private void anotherServes() {
    models = models();
    reaction.anotherServes(examples);
  }

  /** Whether the quality of the learner that serves drifts; live; empty where nothing watches. */
  public Optional<QualityDrift> qualityDrift() {
    return reaction.watched();
  }

  /** Which learner serves, why, and how the others do beside it; live. */
  public Contest contest() {
    return contest;
  }

  /**
   * From here on in the log an operator's choice serves, and evidence promotes no more.
   *
   * @param force whether to do it although it is uncalibrated or would multiply the alerts
   */
  public void promote(String name, boolean force) {
    if (contest.promote(name, force, examples)) anotherServes();
  }

  /** From here on in the log the learner before this one serves, and evidence promotes no more. */
  public void rollback() {
    if (contest.rollback(examples)) anotherServes();
  }

  /** From here on in the log evidence promotes again. */
  public void releasePromotion() {
    contest.release();
  }

  public FeatureSet features() {
    return features;
  }

  /** All learners, in the order of the settings. */
  public List<Member> members() {
    return members;
  }

  /** The learner that serves. */
  public Member champion() {
    return members.get(contest.champion());
  }

  /**
   * Whose the raw scores of {@link Scorer#scores} are, in their order; empty with one learner. To
   * be read only: it is the same array until another learner serves.
   */
  public long[] scoredBy() {
    return models;
  }

  /** Whether probabilities are other numbers than raw scores. */
  boolean calibrates() {
    return calibrates;
  }

  private long[] models() {
    if (members.size() == 1) return Example.ONE_MODEL;
    return Stream.concat(
            Stream.of(champion()), members.stream().filter(member -> member != champion()))
        .mapToLong(Member::id)
        .toArray();
  }

  /**
   * How much each feature moves the scores of the learner that serves: the mean of what it adds to
   * the logit, whether up or down, in log odds, over the last 1,000 examples (after a restart:
   * those learnt since). NaN before the first. Costs an explanation of each of them; changes
   * nothing.
   *
   * @return one a feature, in the order of the feature set
   */
  public double[] importance() {
    double[] mean = new double[features.size()];
    double weight = addImportance(0, RecentEvents.MOST, mean);
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= weight;
    }
    return mean;
  }

  /**
   * A part of {@link #importance}, for whoever cannot let learning wait for all of it.
   *
   * @param from place of the first example among those remembered, of which there are at most 1,000
   * @param to the place after the last
   * @param sum one a feature; what each moves the scores of those examples is added, times what the
   *     example weighs
   * @return what the examples weigh; 0 where there are none
   */
  public double addImportance(int from, int to, double[] sum) {
    Scorer scorer = scorer();
    double weight = 0;
    for (int i = from; i < Math.min(to, recent.size()); i++) {
      double[] of = new double[sum.length];
      scorer.addImportance(recent.values(i), of);
      weight += recent.weight(i);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += recent.weight(i) * of[j];
      }
    }
    return weight;
  }

  /** Somebody to ask this replica, with scratch of its own. */
  public Scorer scorer() {
    return new Scorer(features, hashBits, this);
  }

  /** A raw score at or above it is an alert; in [0, 1]. */
  public double threshold() {
    return Double.isNaN(override) ? champion().threshold() : override;
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

  /** Quality of the learner that serves, over the last examples; live. */
  public PrequentialWindow quality() {
    return champion().quality();
  }

  /** Counts and losses of the learner that serves, since the log began; live. */
  public Totals totals() {
    return champion().totals();
  }

  /** How many examples it has learnt; what teaches ahead of the label is none yet. */
  public long examples() {
    return examples;
  }

  /**
   * What another replica may {@link #begin} with: of each learner what it knows, its calibrator and
   * its threshold. Not its quality, and not who serves: those are of this log.
   *
   * @param of which learners; other replicas may have others
   */
  public void writeStart(StateWriter out, List<Member> of) {
    new Start(features.canonical(), deciding, of.stream().map(Member::start).toList()).write(out);
  }

  /**
   * Begins with what another replica knew. Each learner takes over what one of the same settings
   * had learnt of the same features, and the calibrator and the threshold where their settings are
   * the same, too; what it had learnt itself is gone. The others stay as they are.
   *
   * @return names of the learners that took something over
   * @throws IllegalArgumentException if the bytes are damaged or of another release; the replica is
   *     then of no use
   */
  public List<String> begin(StateReader in) {
    Start start = Start.read(in);
    List<String> begun = new ArrayList<>();
    if (!start.features().equals(features.canonical())) return begun;
    for (Member member : members) {
      start
          .of(member.settings())
          .ifPresent(
              other -> {
                member.begin(other, start.deciding().equals(deciding));
                begun.add(member.name());
              });
    }
    return begun;
  }

  /** Everything needed to go on bit for bit; about {@link Learners#stateBytes} bytes. */
  public void write(StateWriter out) {
    state.write(out, new ReplicaState.Own(override, examples));
  }

  /**
   * Takes over what {@link #write} wrote. Scorers of this replica answer from it at once.
   *
   * @throws IllegalArgumentException if the bytes are damaged, of another format or of other
   *     settings; the replica is then of no use
   */
  public void read(StateReader in) {
    ReplicaState.Own of = state.read(in);
    override = of.override();
    examples = of.examples();
    models = models();
  }

  /** SHA-256 of what {@link #write} writes. */
  public byte[] digest() {
    return digest(bytes());
  }

  /** How many bytes {@link #write} writes. */
  public long size() {
    return bytes().length;
  }

  /** Room for what {@link #write} writes. */
  public StateWriter newState() {
    return state.room();
  }

  private byte[] bytes() {
    StateWriter out = newState();
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
}
