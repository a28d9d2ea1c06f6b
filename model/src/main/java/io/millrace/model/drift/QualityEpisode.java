package io.millrace.model.drift;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.Locale;

/**
 * A stretch of a training log in which the quality of the learner that serves was worse than
 * before. All of it follows from the log: places are numbers of examples, times those at which the
 * labels of these examples were known.
 *
 * @param after how many examples the log had taught when it began
 * @param started epoch milliseconds
 * @param before mean log loss before it, nats
 * @param risen mean log loss when it began
 * @param over how many examples the log had taught when it ended; {@link Episode#OPEN} while it
 *     lasts
 * @param ended epoch milliseconds; {@link Episode#OPEN} while it lasts
 * @param last mean log loss when it ended; {@code risen} while it lasts
 * @param end why it ended
 * @param until how many examples the log will have taught when what is done about it is over; 0
 *     where nothing is done
 */
public record QualityEpisode(
    long after,
    long started,
    double before,
    double risen,
    long over,
    long ended,
    double last,
    End end,
    long until) {

  /** Why an episode is over. */
  public enum End {
    /** It is not. */
    LASTS,
    /** Half of the rise is gone. */
    RECOVERED,
    /** What is worse has lasted so long that it is usual. */
    ADOPTED,
    /** Another learner serves. */
    REPLACED;

    /** In words for an operator. */
    public String words() {
      return switch (this) {
        case LASTS -> "lasts";
        case RECOVERED -> "recovered";
        case ADOPTED -> "taken for usual";
        case REPLACED -> "another learner serves";
      };
    }
  }

  static QualityEpisode begun(long after, long started, double before, double risen, long until) {
    return new QualityEpisode(
        after, started, before, risen, Episode.OPEN, Episode.OPEN, risen, End.LASTS, until);
  }

  QualityEpisode ended(long over, long time, double loss, End why) {
    return new QualityEpisode(after, started, before, risen, over, time, loss, why, until);
  }

  QualityEpisode until(long examples) {
    return new QualityEpisode(after, started, before, risen, over, ended, last, end, examples);
  }

  public boolean isOpen() {
    return end == End.LASTS;
  }

  /** By how many times the loss rose. */
  public double size() {
    return risen / before;
  }

  /** As it is told of a learner that says probabilities when it begins. */
  public Episode beginning() {
    return beginning(QualityDrift.Measured.LOSS);
  }

  /** The same when it ends. */
  public Episode ending() {
    return ending(QualityDrift.Measured.LOSS);
  }

  Episode beginning(QualityDrift.Measured of) {
    return new Episode(
        of.kind(), of.kind(), started, Episode.OPEN, size(), of.words() + " " + rise());
  }

  Episode ending(QualityDrift.Measured of) {
    return beginning(of).endedAt(ended, end.words() + ": " + of.words() + " " + rounded(last));
  }

  private String rise() {
    return "rose from " + rounded(before) + " to " + rounded(risen);
  }

  private static String rounded(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  void write(StateWriter out) {
    out.putLong(after).putLong(started).putDouble(before).putDouble(risen);
    out.putLong(over).putLong(ended).putDouble(last).putByte(end.ordinal()).putLong(until);
  }

  static QualityEpisode read(StateReader in) {
    long after = in.getLong();
    long started = in.getLong();
    double before = in.getDouble();
    double risen = in.getDouble();
    long over = in.getLong();
    long ended = in.getLong();
    double last = in.getDouble();
    int end = in.getByte();
    if (end < 0 || end >= End.values().length) {
      throw new IllegalArgumentException(
          "state holds an episode that ended for the reason "
              + end
              + ", expected 0 to 3: it is damaged");
    }
    return new QualityEpisode(
        after, started, before, risen, over, ended, last, End.values()[end], in.getLong());
  }
}
