package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.Difference;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.Commands;
import io.millrace.stream.training.Replicas;
import io.millrace.stream.training.TrainingLog;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** {@code millrace models}: what was in force when, and how far each instance is. */
@picocli.CommandLine.Command(
    name = "models",
    description =
        "Lists the settings and commands of a pipeline with their places in the training log, the"
            + " commands that are not in it yet, and the version of every instance's replica.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  /**
   * What is listed.
   *
   * @param end offset of the log's last record
   * @param waiting commands that are not in the log
   * @param differences of the pipeline file from the settings in force
   */
  private record Listing(
      String log,
      long end,
      List<LogEntry> entries,
      List<Command> waiting,
      List<Difference> differences,
      List<InstanceReport> replicas) {}

  @Override
  public Integer call() throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline.read());
    Map<String, Object> client = clients.read().clientSettings();
    Listing listing = listing(client, topics, ExistingTopics.of(client, topics).log());
    json.print(() -> json(topics, listing), out -> print(out, topics, listing));
    return 0;
  }

  private static Listing listing(Map<String, Object> client, PipelineTopics topics, String log) {
    Commands commands = new Commands(client, topics);
    List<LogEntry> entries = commands.inLog(log);
    Set<String> known = new HashSet<>();
    entries.forEach(entry -> known.add(entry.id()));
    List<Command> waiting =
        commands.sent().stream()
            .filter(command -> command.generation() == topics.pipeline().generation())
            .filter(command -> known.add(command.id()))
            .toList();
    List<Difference> differences =
        commands
            .inForce(log)
            .map(inForce -> TrainingLog.differences(topics.pipeline(), inForce))
            .orElse(List.of());
    return new Listing(
        log,
        new TrainingLog(client, topics).lastOffset(),
        entries,
        waiting,
        differences,
        Replicas.reported(client, topics));
  }

  private static ObjectNode json(PipelineTopics topics, Listing listing) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("log", listing.log());
    root.put("version", listing.end());
    root.put("file_in_force", listing.differences().isEmpty());
    root.putArray("entries");
    for (LogEntry entry : listing.entries()) {
      root.withArray("entries")
          .addObject()
          .put("offset", entry.offset())
          .put("id", entry.id())
          .put("kind", entry.kind())
          .put("said", entry.said())
          .put("issued", Instant.ofEpochMilli(entry.issued()).toString())
          .put("by", entry.by())
          .put("refusal", entry.refusal());
    }
    root.putArray("waiting");
    for (Command command : listing.waiting()) {
      root.withArray("waiting")
          .addObject()
          .put("id", command.id())
          .put("kind", command.action().kind())
          .put("said", command.action().said())
          .put("issued", Instant.ofEpochMilli(command.issued()).toString())
          .put("by", command.by());
    }
    root.putArray("replicas");
    for (InstanceReport replica : listing.replicas()) {
      root.withArray("replicas")
          .addObject()
          .put("instance", replica.instance())
          .put("generation", replica.version().generation())
          .put("version", replica.version().offset())
          .put("examples", replica.examples())
          .put("caught_up", replica.caughtUp())
          .put("at", Instant.ofEpochMilli(replica.at()).toString())
          .put("http", replica.http());
    }
    return root;
  }

  private static void print(PrintWriter out, PipelineTopics topics, Listing listing) {
    out.printf(
        "%s, generation %d: version %d (log %s)%n",
        topics.pipeline().name(), topics.pipeline().generation(), listing.end(), listing.log());
    out.printf("%12s  %-10s %-20s %-24s %s%n", "place", "kind", "by", "issued", "id, what");
    for (LogEntry entry : listing.entries()) {
      out.printf(
          Locale.ROOT,
          "%12d  %-10s %-20s %-24s %s%s%s%n",
          entry.offset(),
          entry.kind(),
          entry.by(),
          entry.issued() == 0 ? "" : Instant.ofEpochMilli(entry.issued()),
          entry.id(),
          entry.said().isEmpty() ? "" : ": " + entry.said(),
          entry.refusal().isEmpty() ? "" : "; REFUSED: " + entry.refusal());
    }
    for (Command command : listing.waiting()) {
      out.printf(
          "%12s  %-10s %-20s %-24s %s%n",
          "waiting",
          command.action().kind(),
          command.by(),
          Instant.ofEpochMilli(command.issued()),
          command.id());
    }
    for (Difference difference : listing.differences()) {
      out.printf("this file is not in force: %s%n", difference);
    }
    for (InstanceReport replica : listing.replicas()) {
      out.printf(
          Locale.ROOT,
          "replica %s: generation %d, version %d, %,d examples%s%n",
          replica.instance(),
          replica.version().generation(),
          replica.version().offset(),
          replica.examples(),
          replica.caughtUp() ? "" : ", behind or not in force");
    }
  }
}
