package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.Durations;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.labeljoin.LabelJoinStage;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TopicSetting;
import io.millrace.stream.topic.TopicSpec;
import io.millrace.stream.topology.LearningTopology;
import io.millrace.stream.topology.ScoringTopology;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace describe}: what a pipeline file comes to, without a broker. */
@Command(
    name = "describe",
    description =
        "Shows what a pipeline does: dataflow, topics and their settings, features, learner,"
            + " decision, and how much state to expect.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int[] HISTORY_SIZES = {0, 10, 100, 256};

  @Mixin private PipelineOptions options;
  @Spec private CommandSpec spec;

  @Option(
      names = "--events-per-day",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "to expect the state for, default ${DEFAULT-VALUE}")
  private double eventsPerDay;

  @Option(names = "--json", description = "prints one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline = options.read();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(json(pipeline)));
    } else {
      print(out, pipeline);
    }
    out.flush();
    return 0;
  }

  private static TopologyDescription scoring(Pipeline pipeline, PipelineMeters meters) {
    // Nobody asks the model of a topology that is only described.
    return ScoringTopology.of(
            pipeline, (values, categories, reasons) -> null, meters, Guarantee.EXACTLY_ONCE)
        .describe();
  }

  private static TopologyDescription learning(Pipeline pipeline, PipelineMeters meters) {
    return LearningTopology.of(pipeline, meters, LabelJoinStage.PER_SECOND).describe();
  }

  private static List<TopicSpec> topics(PipelineTopics topics) {
    List<TopicSpec> all = new ArrayList<>(topics.inputs());
    all.addAll(topics.outputs(Keeping.DEFAULT, PipelineTopics.INPUT_BYTES));
    all.addAll(topics.own(Keeping.DEFAULT, PipelineTopics.INPUT_BYTES));
    return all;
  }

  private ObjectNode json(Pipeline pipeline) {
    PipelineTopics topics = new PipelineTopics(pipeline);
    ObjectNode root = JSON.createObjectNode();
    root.put("pipeline", pipeline.name());
    root.put("generation", pipeline.generation());
    root.put("partitions", pipeline.partitions());
    root.put("feature_set", HexFormat.of().toHexDigits(pipeline.features().fingerprint()));
    root.put("settings", pipeline.canonicalSettings());
    try (Observability observability = new Observability()) {
      PipelineMeters meters = observability.pipeline(pipeline.name());
      ObjectNode applications = root.putObject("applications");
      applications
          .putObject("scoring")
          .put("id", topics.scoringApplication())
          .put("topology", scoring(pipeline, meters).toString());
      applications
          .putObject("learning")
          .put("id", topics.learningApplication())
          .put("topology", learning(pipeline, meters).toString());
    }
    topics(topics).forEach(topic -> put(root.withArray("topics").addObject(), topic));
    putFeatures(root, pipeline);
    root.putObject("learner")
        .put("kind", pipeline.learner().kind())
        .put("update", pipeline.learner().update())
        .put("hash_bits", pipeline.learner().hashBits())
        .put("settings", pipeline.learner().canonical());
    root.put("decide", decision(pipeline));
    root.put("labels", labels(pipeline));
    putState(root.putObject("expected_state"), pipeline);
    return root;
  }

  private static void put(ObjectNode node, TopicSpec topic) {
    node.put("name", topic.name());
    node.put("partitions", topic.partitions());
    node.put("partitions_fixed", topic.fixed());
    ArrayNode settings = node.putArray("settings");
    for (TopicSetting setting : topic.settings()) {
      settings
          .addObject()
          .put("key", setting.key())
          .put("created_with", setting.value())
          .put("checked", setting.rule().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void putFeatures(ObjectNode root, Pipeline pipeline) {
    ArrayNode entities = root.putArray("entities");
    for (EntitySpec entity : pipeline.features().entities()) {
      ObjectNode node = entities.addObject();
      node.put("name", entity.name());
      node.put("tracks_labels", entity.tracksLabels());
      ArrayNode windows = node.putArray("windows");
      entity.windows().forEach(window -> windows.add(window(window)));
    }
    ArrayNode features = root.putArray("features");
    for (FeatureSpec feature : pipeline.features().features()) {
      features.addObject().put("name", feature.name()).put("of", what(feature, pipeline));
    }
  }

  private void putState(ObjectNode node, Pipeline pipeline) {
    ExpectedState state = new ExpectedState(pipeline);
    node.put("measured", "bytes that the codecs write for a sample entry, before compression");
    node.put("events_per_day", eventsPerDay);
    node.put("pending_entry_bytes", state.pendingEntry());
    node.put("pending_days", state.pendingDays());
    node.put("closed_entry_bytes", state.closedEntry());
    node.put("closed_days", state.closedDays());
    node.put("join_bytes", state.joinBytes(eventsPerDay));
    ArrayNode histories = node.putArray("histories");
    for (int entity = 0; entity < pipeline.features().entities().size(); entity++) {
      ObjectNode history = histories.addObject();
      history.put("entity", pipeline.features().entities().get(entity).name());
      ObjectNode bytes = history.putObject("bytes_a_key_by_events_in_the_longest_window");
      for (int events : HISTORY_SIZES) {
        bytes.put(Integer.toString(events), state.history(entity, events));
      }
    }
    node.put("replica_bytes", replicaBytes(pipeline));
  }

  private void print(PrintWriter out, Pipeline pipeline) {
    PipelineTopics topics = new PipelineTopics(pipeline);
    out.printf(
        "%s, generation %d, %d partitions, feature set %016x%n",
        pipeline.name(),
        pipeline.generation(),
        pipeline.partitions(),
        pipeline.features().fingerprint());
    out.println("\nDATAFLOW");
    try (Observability observability = new Observability()) {
      PipelineMeters meters = observability.pipeline(pipeline.name());
      out.println(topics.scoringApplication());
      out.println(scoring(pipeline, meters).toString().indent(2).stripTrailing());
      out.println(topics.learningApplication());
      out.println(learning(pipeline, meters).toString().indent(2).stripTrailing());
    }
    printTopics(out, topics);
    printFeatures(out, pipeline);
    out.println("\nLEARNER\n  " + pipeline.learner().canonical().strip().replace("\n", "\n  "));
    out.println("\nLABELS\n  " + labels(pipeline));
    out.println("\nDECISION\n  " + decision(pipeline));
    printState(out, pipeline);
  }

  private static void printTopics(PrintWriter out, PipelineTopics topics) {
    out.println("\nTOPICS (as created; = must be so where it exists, >= at least, ~ yours to set)");
    for (TopicSpec topic : topics(topics)) {
      out.printf(
          "  %s, %d partition%s%s%n",
          topic.name(),
          topic.partitions(),
          topic.partitions() == 1 ? "" : "s",
          topic.fixed() ? "" : " or any number");
      for (TopicSetting setting : topic.settings()) {
        out.printf("      %s %s %s%n", setting.key(), sign(setting.rule()), setting.value());
      }
    }
  }

  private static String sign(TopicSetting.Rule rule) {
    return switch (rule) {
      case SAME -> "=";
      case AT_LEAST -> ">=";
      case ANY -> "~";
    };
  }

  private static void printFeatures(PrintWriter out, Pipeline pipeline) {
    out.println("\nENTITIES");
    for (EntitySpec entity : pipeline.features().entities()) {
      out.printf(
          "  %s: windows %s%s%n",
          entity.name(),
          entity.windows().stream().map(DescribeCommand::window).collect(Collectors.joining(", ")),
          entity.tracksLabels() ? ", and what labels say" : "");
    }
    out.println("\nFEATURES");
    for (FeatureSpec feature : pipeline.features().features()) {
      out.printf("  %-44s %s%n", feature.name(), what(feature, pipeline));
    }
  }

  private void printState(PrintWriter out, Pipeline pipeline) {
    ExpectedState state = new ExpectedState(pipeline);
    out.printf(
        Locale.ROOT,
        "%nSTATE at %,.0f events a day (what the codecs write for a sample entry, before RocksDB"
            + " compresses; the same again in changelogs)%n",
        eventsPerDay);
    out.printf(
        Locale.ROOT,
        "  label join   events a day x (%.1f days x %,d bytes pending + %.1f days x %,d bytes"
            + " closed) = %s%n",
        state.pendingDays(),
        state.pendingEntry(),
        state.closedDays(),
        state.closedEntry(),
        size(state.joinBytes(eventsPerDay)));
    for (int entity = 0; entity < pipeline.features().entities().size(); entity++) {
      out.printf(
          "  histories of %s, bytes a key:", pipeline.features().entities().get(entity).name());
      String before = " ";
      for (int events : HISTORY_SIZES) {
        out.printf(
            Locale.ROOT, "%s%,d with %d events", before, state.history(entity, events), events);
        before = ", ";
      }
      out.printf(" in its longest window (then they merge)%n");
    }
    out.printf("  replica      %s in memory of every instance%n", size(replicaBytes(pipeline)));
  }

  /** Two floats a weight: its accumulators. */
  private static double replicaBytes(Pipeline pipeline) {
    return 8.0 * (1L << pipeline.learner().hashBits());
  }

  private static String what(FeatureSpec feature, Pipeline pipeline) {
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
          + (history.number() < 0
              ? ""
              : " of " + numbers.get(entity.numberSlots().get(history.number())))
          + " per "
          + entity.name()
          + (history.window() < 0 ? "" : " over " + window(entity.windows().get(history.window())));
    }
    return ((FeatureSpec.Cross) feature)
        .of().stream()
            .map(place -> pipeline.features().features().get(place).name())
            .collect(Collectors.joining(" x "));
  }

  private static String decision(Pipeline pipeline) {
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

  private static String labels(Pipeline pipeline) {
    String horizon = Durations.text(pipeline.labels().policy().horizon());
    return (pipeline.labels().policy().assumeNegative()
            ? "silence for " + horizon + " means negative"
            : "events without a label after " + horizon + " teach nothing")
        + "; ids are remembered for "
        + Durations.text(pipeline.labels().policy().remember())
        + " more";
  }

  private static String window(long millis) {
    return Durations.text(Duration.ofMillis(millis));
  }

  private static String size(double bytes) {
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
