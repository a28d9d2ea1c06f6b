package io.millrace.model.replica;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.event.Example;
import io.millrace.model.metric.LogLoss;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;
import java.util.Optional;

/**
 * Watches the quality of the learner that serves, and does what the settings say when it drifts:
 * for some examples the learners' rates are raised, or the challengers begin anew. Follows from the
 * log alone; where the settings ask for no watching, it does nothing.
 */
final class DriftReaction {
  private final List<Member> members;
  private final Contest contest;

  /** Null where nothing watches the quality. */
  private final QualityDrift drift;

  /** By how much the learners' rates are raised now. */
  private double raised = 1;

  /**
   * @param drift null where nothing watches the quality
   */
  DriftReaction(QualityDrift drift, List<Member> members, Contest contest) {
    this.drift = drift;
    this.members = members;
    this.contest = contest;
  }

  /** What it watches with; live; empty where nothing watches. */
  Optional<QualityDrift> watched() {
    return Optional.ofNullable(drift);
  }

  /** By how much the learners' rates are raised for the next example; 1 where they are not. */
  double raised() {
    return raised;
  }

  /**
   * The next example that tested the learner that serves.
   *
   * @param served place of the score that was served
   * @param examples how many the log has taught with it
   * @return whether the challengers are other models from here on
   */
  boolean watch(Example example, int served, long examples) {
    if (drift == null) return false;
    double probability = Member.probabilityAt(example, served);
    double loss = LogLoss.of(probability, example.positive());
    boolean begins = drift.add(probability, example.positive(), loss, examples, example.knownAt());
    boolean resets = begins && drift.reaction().resetsChallengers();
    if (resets) resetChallengers();
    raise(examples);
    return resets;
  }

  /** Those that do not serve forget everything; scores that they gave are no longer theirs. */
  private void resetChallengers() {
    Member champion = members.get(contest.champion());
    members.stream().filter(member -> member != champion).forEach(Member::beginAnew);
    contest.challengersBeginAnew();
  }

  private void raise(long examples) {
    double factor = drift.factor(examples);
    if (factor == raised) return;
    raised = factor;
    members.forEach(member -> member.raise(factor));
  }

  /** What is done about a drift is over: rates are as the settings say. */
  void end(long examples) {
    if (drift == null) return;
    drift.endReaction(examples);
    raise(examples);
  }

  /** Another learner serves. */
  void anotherServes(long examples) {
    if (drift != null) drift.restart(examples);
  }

  /** How often the challengers began anew: goes before the members, who are read as those lives. */
  void writeLives(StateWriter out) {
    if (drift == null || !drift.reaction().resetsChallengers()) return;
    out.putInt(contest.anew());
    members.forEach(member -> out.putInt(member.lives()));
  }

  void readLives(StateReader in) {
    if (drift == null || !drift.reaction().resetsChallengers()) return;
    contest.anew(in.getInt());
    members.forEach(member -> member.live(in.getInt()));
  }

  void write(StateWriter out) {
    if (drift != null) drift.write(out);
  }

  /**
   * @param examples how many the log had taught
   */
  void read(StateReader in, long examples) {
    if (drift == null) return;
    drift.read(in);
    raise(examples);
  }
}
