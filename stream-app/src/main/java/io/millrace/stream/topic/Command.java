package io.millrace.stream.topic;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What an operator wants of a pipeline. It goes to the commands topic, and from there once, by its
 * id, into the training log: what every replica then makes of it follows from the log.
 *
 * @param id what makes it the same command however often it is sent
 * @param generation of the pipeline it is meant for; 0 for all of them
 * @param issued when, epoch milliseconds
 * @param by who
 */
public record Command(String id, int generation, long issued, String by, Action action) {
  /** The generation of what concerns all of them. */
  public static final int ALL_GENERATIONS = 0;

  /** What is to be done. */
  public sealed interface Action {
    /** One word for lists. */
    String kind();

    /** What it says beside its kind, short; may be empty. */
    String said();
  }

  /** From here on the log is learnt by these settings. */
  public record Configure(LogRecord.Configured settings) implements Action {
    @Override
    public String kind() {
      return "configure";
    }

    @Override
    public String said() {
      return "";
    }
  }

  /**
   * From here on this raw score is an alert.
   *
   * @param value in [0, 1]
   */
  public record OverrideThreshold(double value) implements Action {
    @Override
    public String kind() {
      return "threshold";
    }

    @Override
    public String said() {
      return Double.toString(value);
    }
  }

  /**
   * From some places of the sources on another generation tells its scores. Of no log: it is a
   * command to all generations.
   *
   * @param from the generation that told them before; 0 for none
   * @param places the first offset of each source partition that {@code to} answers for; one that
   *     is missing from its start on
   */
  public record Switch(int from, int to, Map<TopicPartition, Long> places) implements Action {
    public Switch {
      places = Map.copyOf(places);
    }

    @Override
    public String kind() {
      return "switch";
    }

    @Override
    public String said() {
      return from == 0 ? "to generation " + to : "generation " + from + " to " + to;
    }
  }

  /**
   * From here on this learner serves, and evidence promotes no more.
   *
   * @param force although it is uncalibrated or would multiply the alerts
   */
  public record Promote(String name, boolean force) implements Action {
    @Override
    public String kind() {
      return "promote";
    }

    @Override
    public String said() {
      return force ? name + ", by force" : name;
    }
  }

  /** From here on the learner before this one serves, and evidence promotes no more. */
  public record Rollback() implements Action {
    @Override
    public String kind() {
      return "promote";
    }

    @Override
    public String said() {
      return "the one before";
    }
  }

  /** From here on evidence promotes again. */
  public record ReleasePromotion() implements Action {
    @Override
    public String kind() {
      return "promote";
    }

    @Override
    public String said() {
      return "released";
    }
  }

  /**
   * From here on the learners know what a model knew that was learnt elsewhere. In the log only,
   * behind the parts of that model.
   *
   * @param from where it comes from, for people
   * @param bytes of all parts together
   * @param sha256 of those bytes, in hexadecimal
   */
  public record Start(String from, long bytes, String sha256) implements Action {
    @Override
    public String kind() {
      return "start";
    }

    @Override
    public String said() {
      return "from " + from;
    }
  }

  /** From here on what a drift caused is over: rates are as the settings say. */
  public record EndReaction() implements Action {
    @Override
    public String kind() {
      return "drift";
    }

    @Override
    public String said() {
      return "reaction ended";
    }
  }

  /** From here on the threshold is again what the settings make of it. */
  public record ReleaseThreshold() implements Action {
    @Override
    public String kind() {
      return "threshold";
    }

    @Override
    public String said() {
      return "released";
    }
  }
}
