package io.millrace.stream.cli;

import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.Durations;
import io.millrace.stream.service.BoundedStores;
import io.millrace.stream.topic.LogTopics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the parts of a pipeline mean, in words. */
final class PipelineWords {
  private PipelineWords() {}

  static String feature(FeatureSpec feature, Pipeline pipeline) {
    List<String> numbers = pipeline.features().schema().numbers();
    if (feature instanceof FeatureSpec.Number number) {
      return "the number " + numbers.get(number.slot());
    }
    if (feature instanceof FeatureSpec.Category category) {
      return "the text " + pipeline.features().schema().texts().get(category.slot());
    }
    if (feature instanceof FeatureSpec.HourBetween hours) {
      return "hour from " + hours.from() + " to " + hours.to() + " in " + hours.zone();
    }
    if (feature instanceof FeatureSpec.Weekend weekend) {
      return "Saturday or Sunday in " + weekend.zone();
    }
    if (feature instanceof FeatureSpec.History history) {
      EntitySpec entity = pipeline.features().entities().get(history.entity());
      return history.take().name().toLowerCase(Locale.ROOT)
          + pipeline.features().field(history).map(field -> " of " + field).orElse("")
          + " per "
          + entity.name()
          + (history.window() < 0 ? "" : " over " + window(entity.windows().get(history.window())));
    }
    return ((FeatureSpec.Cross) feature)
        .of().stream()
            .map(place -> pipeline.features().features().get(place).name())
            .collect(Collectors.joining(" x "));
  }

  /** When an event is an outlier; null if none is looked for. */
  static String outliers(EntitySpec entity, Pipeline pipeline) {
    if (entity.outliers() == null) {
      return null;
    }
    int slot = entity.numberSlots().get(entity.outliers().number());
    return pipeline.features().schema().numbers().get(slot)
        + " above "
        + entity.outliers().above()
        + " times the usual, half-life "
        + window(entity.outliers().halfLife())
        + (entity.outliers().retract() == 0
            ? ""
            : ", positives among the newest " + entity.outliers().retract() + " retracted");
  }

  /** Which labels say nothing of an entity, or less; null if all do. */
  static String explained(EntitySpec entity, Pipeline pipeline) {
    return entity.explained() == null
        ? null
        : "positives of events with "
            + pipeline.features().features().get(entity.explained().feature()).name()
            + " above "
            + entity.explained().above()
            + (entity.explained().graded()
                ? " in part, from " + entity.explained().wholly() + " on wholly"
                : "");
  }

  static String decision(Pipeline pipeline) {
    if (!pipeline.decide().hasBudget()) {
      return "alert from a score of " + pipeline.decide().initialThreshold();
    }
    return pipeline.decide().budgetPerDay()
        + " alerts a day"
        + (pipeline.decide().per() == null ? "" : ", counted per " + pipeline.decide().per())
        + ", days of "
        + pipeline.decide().zone()
        + "; from a score of "
        + pipeline.decide().initialThreshold()
        + " until there is something to go by";
  }

  static String labels(Pipeline pipeline) {
    String horizon = Durations.text(pipeline.labels().policy().horizon());
    return (pipeline.labels().policy().assumeNegative()
            ? "silence for " + horizon + " means negative"
            : "events without a label after " + horizon + " teach nothing")
        + "; ids are remembered for "
        + Durations.text(pipeline.labels().policy().remember())
        + " more";
  }

  static String window(long millis) {
    return Durations.text(Duration.ofMillis(millis));
  }

  static String storeMemory(LogTopics topics) {
    return String.format(
        Locale.ROOT,
        "at most %s of memory outside the heap, for %d stores in each of %d partitions; instances"
            + " share them, warm copies count",
        size(storeMemoryBytes(topics)),
        topics.stores().size(),
        topics.pipeline().partitions());
  }

  /** What RocksDB holds at most where one instance has all partitions. */
  static long storeMemoryBytes(LogTopics topics) {
    return BoundedStores.MOST * topics.stores().size() * topics.pipeline().partitions();
  }

  static String size(double bytes) {
    String[] units = {"bytes", "KB", "MB", "GB", "TB"};
    int unit = 0;
    double size = bytes;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }
}
