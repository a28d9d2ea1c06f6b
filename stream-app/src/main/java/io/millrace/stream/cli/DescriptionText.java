package io.millrace.stream.cli;

import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.learner.Learners;
import io.millrace.model.pipeline.Pipeline;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** A description for people. */
final class DescriptionText {
  private DescriptionText() {}

  static void print(PrintWriter out, Description described) {
    Pipeline pipeline = described.pipeline();
    out.printf(
        "%s, generation %d, %d partitions, feature set %016x%n",
        pipeline.name(),
        pipeline.generation(),
        pipeline.partitions(),
        pipeline.features().fingerprint());
    out.println("\nDATAFLOW");
    out.println(described.topics().scoringApplication());
    out.println(described.scoring().indent(2).stripTrailing());
    out.println(described.topics().learningApplication());
    out.println(described.learning().indent(2).stripTrailing());
    DescribedTopics.print(out, described.topicSpecs());
    printFeatures(out, pipeline);
    out.println("\nLEARNERS (the first serves at the beginning)");
    for (Learners.Named learner : pipeline.learners().all()) {
      out.printf("  %s: %s%n", learner.name(), learner.config().canonical());
    }
    out.println("\nLABELS\n  " + PipelineWords.labels(pipeline));
    out.println("\nDECISION\n  " + PipelineWords.decision(pipeline));
    printState(out, described);
  }

  private static void printFeatures(PrintWriter out, Pipeline pipeline) {
    out.println("\nENTITIES");
    for (EntitySpec entity : pipeline.features().entities()) {
      out.printf(
          "  %s: windows %s%s%s%s%n",
          entity.name(),
          entity.windows().stream().map(PipelineWords::window).collect(Collectors.joining(", ")),
          entity.tracksLabels() ? ", and what labels say" : "",
          entity.outliers() == null
              ? ""
              : "; outliers: " + PipelineWords.outliers(entity, pipeline),
          entity.explained() == null
              ? ""
              : "; not told " + PipelineWords.explained(entity, pipeline));
    }
    out.println("\nFEATURES");
    for (FeatureSpec feature : pipeline.features().features()) {
      out.printf("  %-44s %s%n", feature.name(), PipelineWords.feature(feature, pipeline));
    }
  }

  private static void printState(PrintWriter out, Description described) {
    Pipeline pipeline = described.pipeline();
    ExpectedState state = described.state();
    out.printf(
        Locale.ROOT,
        "%nSTATE at %,.0f events a day (what the codecs write for a sample entry, before RocksDB"
            + " compresses; the same again in changelogs)%n",
        described.eventsPerDay());
    out.printf(
        Locale.ROOT,
        "  label join   events a day x (%.1f days x %,.0f bytes pending + %.1f days x %,d bytes"
            + " closed) = %s%n",
        state.pendingDays(),
        state.waitingEntry(),
        state.closedDays(),
        state.closedEntry(),
        PipelineWords.size(state.joinBytes(described.eventsPerDay())));
    for (int entity = 0; entity < pipeline.features().entities().size(); entity++) {
      out.printf(
          "  histories of %s, bytes a key:", pipeline.features().entities().get(entity).name());
      String before = " ";
      for (int events : Description.HISTORY_SIZES) {
        out.printf(
            Locale.ROOT, "%s%,d with %d events", before, state.history(entity, events), events);
        before = ", ";
      }
      out.printf(" in its longest window (then they merge)%n");
    }
    out.printf(
        "  replica      %s in memory of every instance%n",
        PipelineWords.size(described.replicaBytes()));
    out.println("  stores       " + PipelineWords.storeMemory(described.topics()));
  }
}
