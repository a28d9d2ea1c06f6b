package io.millrace.stream.topic;

import com.google.protobuf.UnsafeByteOperations;
import io.millrace.model.event.Example;
import io.millrace.stream.topic.proto.ExampleRecord;
import io.millrace.stream.topic.proto.TrainingRecord;

/** The training log: settings, examples and commands. */
final class LogCodec {
  private LogCodec() {}

  static TrainingRecord toRecord(LogRecord record) {
    if (record instanceof LogRecord.Lesson lesson) {
      return TrainingRecord.newBuilder().setExample(toRecord(lesson)).build();
    }
    if (record instanceof LogRecord.Taken taken) {
      return TrainingRecord.newBuilder().setActivity(ActivityCodec.toRecord(taken)).build();
    }
    if (record instanceof LogRecord.Noticed noticed) {
      return TrainingRecord.newBuilder().setItem(ActivityCodec.toRecord(noticed)).build();
    }
    if (record instanceof LogRecord.Commanded commanded) {
      return TrainingRecord.newBuilder().setCommand(CommandCodec.toRecord(commanded)).build();
    }
    if (record instanceof LogRecord.StartPart part) {
      return TrainingRecord.newBuilder()
          .setStartPart(UnsafeByteOperations.unsafeWrap(part.bytes()))
          .build();
    }
    return TrainingRecord.newBuilder()
        .setConfigured(CommandCodec.toRecord((LogRecord.Configured) record))
        .build();
  }

  private static ExampleRecord toRecord(LogRecord.Lesson lesson) {
    Example example = lesson.example();
    ExampleRecord.Builder out =
        ExampleRecord.newBuilder()
            .setId(example.eventId())
            .setTimeMs(example.eventTime())
            .setKnownAtMs(example.knownAt())
            .setPositive(example.positive())
            .setAssumed(example.assumed())
            .setWeight(example.weight())
            .setThreshold(example.threshold())
            .setVersion(example.version())
            .setBudgetEntity(example.budgetEntity())
            .setFeatureSet(lesson.featureSet());
    if (example.lesson() != example.weight()) out.setLesson(example.lesson());
    if (example.reverses() != 0) out.setReverses(example.reverses());
    for (float value : example.values()) out.addValues(value);
    for (double raw : example.rawScores()) out.addRawScores(raw);
    for (long model : example.models()) out.addModels(model);
    for (double told : example.probabilities()) out.addProbabilities(told);
    return out.build();
  }

  static LogRecord toLogRecord(TrainingRecord in) {
    return switch (in.getKindCase()) {
      case CONFIGURED -> CommandCodec.toConfigured(in.getConfigured());
      case EXAMPLE -> toLesson(in.getExample());
      case ACTIVITY -> ActivityCodec.toTaken(in.getActivity());
      case ITEM -> ActivityCodec.toNoticed(in.getItem());
      case START_PART -> new LogRecord.StartPart(in.getStartPart().toByteArray());
      case COMMAND -> CommandCodec.toCommanded(in.getCommand());
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "neither settings nor an example, expected one of them: a newer Millrace wrote it");
    };
  }

  private static LogRecord.Lesson toLesson(ExampleRecord in) {
    Example example =
        new Example(
            in.getId(),
            in.getTimeMs(),
            in.getKnownAtMs(),
            Fields.floats(in.getValuesList()),
            in.getPositive(),
            in.getAssumed(),
            in.getWeight(),
            Fields.doubles(in.getRawScoresList()),
            in.getThreshold(),
            in.getVersion(),
            in.getBudgetEntity(),
            Fields.longs(in.getModelsList()),
            Fields.doubles(in.getProbabilitiesList()),
            in.hasLesson() ? in.getLesson() : in.getWeight(),
            in.getReverses());
    return new LogRecord.Lesson(example, in.getFeatureSet());
  }
}
