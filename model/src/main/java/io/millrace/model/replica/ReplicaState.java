package io.millrace.model.replica;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.champion.Serving;
import io.millrace.model.learner.Learners;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.List;

/**
 * A replica as bytes: in which format, and of which settings. There are two formats: of one learner
 * that is not calibrated, the first there was, and of all others.
 */
final class ReplicaState {
  /** Of one learner alone. */
  private static final int ONE = 1;

  /** Of a list of learners, or calibrated. */
  private static final int SEVERAL = 2;

  private static final int THRESHOLD_FORMAT = 2;

  /** Of thresholds that no operator could override. */
  private static final int BEFORE_OVERRIDES = 1;

  /** Bytes a learner, at a guess. */
  private static final int BESIDE_WEIGHTS = 1 << 16;

  private static final long MOST_AT_ONCE = 1 << 30;

  private final boolean plain;
  private final String decision;
  private final long expectedBytes;
  private final List<Member> members;
  private final Contest contest;
  private final DriftReaction reaction;

  /**
   * What of a replica is neither its members' nor their contest's.
   *
   * @param override an operator's threshold, NaN while the settings' own holds
   * @param examples how many it has learnt
   */
  record Own(double override, long examples) {}

  /**
   * @param deciding settings of the thresholds
   */
  ReplicaState(
      Learners learners,
      Serving serving,
      String deciding,
      List<Member> members,
      Contest contest,
      DriftReaction reaction) {
    plain = learners.isOne() && serving.calibrate() == Calibration.NONE;
    decision =
        deciding
            + (plain
                ? ""
                : " calibrate=" + serving.calibration() + " " + serving.promote().canonical())
            + (serving.drift() == null ? "" : " drift " + serving.drift().canonical());
    expectedBytes = learners.stateBytes() + BESIDE_WEIGHTS * learners.all().size();
    this.members = members;
    this.contest = contest;
    this.reaction = reaction;
  }

  /** Room for what {@link #write} writes. */
  StateWriter room() {
    return new StateWriter((int) Math.min(expectedBytes, MOST_AT_ONCE));
  }

  void write(StateWriter out, Own own) {
    if (plain) {
      writeOne(out, own);
    } else {
      writeSeveral(out, own);
    }
  }

  private void writeOne(StateWriter out, Own own) {
    Member only = members.get(0);
    out.putInt(ONE);
    only.learner().write(out);
    out.putInt(THRESHOLD_FORMAT).putText(decision).putDouble(own.override());
    only.writeThreshold(out);
    only.writeQuality(out);
    reaction.write(out);
  }

  private void writeSeveral(StateWriter out, Own own) {
    out.putInt(SEVERAL).putText(decision).putDouble(own.override()).putLong(own.examples());
    out.putInt(members.size());
    reaction.writeLives(out);
    members.forEach(member -> member.write(out));
    contest.write(out);
    reaction.write(out);
  }

  /**
   * Members, contest and reaction take over what {@link #write} wrote of them.
   *
   * @return what is left for the replica itself
   * @throws IllegalArgumentException if the bytes are damaged, of another format or of other
   *     settings
   */
  Own read(StateReader in) {
    Own own = plain ? readOne(in) : readSeveral(in);
    if (in.remaining() != 0) {
      throw new IllegalArgumentException(
          "replica state has "
              + in.remaining()
              + " bytes too many: damaged, or of a later release");
    }
    return own;
  }

  private Own readOne(StateReader in) {
    Member only = members.get(0);
    requireFormat("replica", in.getInt(), ONE);
    only.learner().read(in);
    int format = in.getInt();
    if (format != BEFORE_OVERRIDES) requireFormat("threshold", format, THRESHOLD_FORMAT);
    requireDecision(in.getText());
    double override = format == BEFORE_OVERRIDES ? Double.NaN : in.getDouble();
    only.readThreshold(in);
    only.readQuality(in);
    long examples = only.totals().examples();
    reaction.read(in, examples);
    return new Own(override, examples);
  }

  private Own readSeveral(StateReader in) {
    requireFormat("replica", in.getInt(), SEVERAL);
    requireDecision(in.getText());
    double override = in.getDouble();
    long examples = in.getLong();
    requireMembers(in.getInt());
    reaction.readLives(in);
    members.forEach(member -> member.read(in));
    contest.read(in);
    reaction.read(in, examples);
    return new Own(override, examples);
  }

  private void requireMembers(int found) {
    if (found != members.size()) {
      throw new IllegalArgumentException(
          "replica state has "
              + found
              + " learners, expected "
              + members.size()
              + ": it is of other settings; without it the log is replayed");
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
