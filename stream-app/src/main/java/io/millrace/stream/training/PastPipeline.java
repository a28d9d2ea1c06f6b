package io.millrace.stream.training;

import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Change;
import io.millrace.stream.config.ConfigException;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.RecommendTopics;
import java.util.Map;
import java.util.Optional;

/** The pipeline that settings in the log were made of. */
final class PastPipeline {
  private PastPipeline() {}

  /**
   * The pipeline under which a replica computes what these settings made it compute: the one at
   * hand where it does the same, else the one of the file in the log.
   *
   * @throws IllegalStateException saying why this release cannot bring it back
   */
  static LogTopics of(LogTopics now, Configured settings) {
    return of(now, settings, Change.REPLAY);
  }

  /**
   * The pipeline by which what a replica told can be told again. A list is asked for by settings of
   * which the replica knows nothing, so there any difference counts.
   *
   * @throws IllegalStateException saying why this release cannot bring it back
   */
  static LogTopics telling(LogTopics now, Configured settings) {
    return of(now, settings, now instanceof RecommendTopics ? Change.DEPLOY : Change.REPLAY);
  }

  /** The pipeline of the file in the log; empty where there is none that this release reads. */
  static Optional<AnyPipeline> file(Configured settings) {
    if (settings.file().isEmpty()) return Optional.empty();
    try {
      return Optional.of(read(settings));
    } catch (IllegalStateException unfit) {
      return Optional.empty();
    }
  }

  private static LogTopics of(LogTopics now, Configured settings, Change counts) {
    boolean same =
        TrainingLog.differences(now.pipeline(), settings).stream()
            .allMatch(difference -> difference.change().compareTo(counts) < 0);
    if (same) return now;
    if (settings.learnerArithmetic() != now.pipeline().arithmetic()) {
      throw unfit(
          settings,
          "were learnt by arithmetic "
              + settings.learnerArithmetic()
              + ", expected "
              + now.pipeline().arithmetic()
              + ": use the release that wrote them");
    }
    if (settings.file().isEmpty()) {
      throw unfit(settings, "came without a pipeline file, expected the text of one");
    }
    return LogTopics.of(read(settings));
  }

  private static AnyPipeline read(Configured settings) {
    try {
      AnyPipeline past = PipelineFile.readAny(name(settings), settings.file(), Map.of());
      if (past.canonicalSettings().equals(settings.settings())) return past;
    } catch (ConfigException e) {
      throw unfit(settings, "have a file that this release does not read: " + e.getMessage());
    }
    throw unfit(settings, "are not what this release reads in their file: use the one before");
  }

  private static String name(Configured settings) {
    return "the settings " + settings.id() + " in the log";
  }

  private static IllegalStateException unfit(Configured settings, String why) {
    return new IllegalStateException(name(settings) + " " + why);
  }
}
