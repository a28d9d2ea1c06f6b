package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.training.Snapshot;
import io.millrace.stream.training.Snapshots;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace snapshot list}. */
@Command(
    name = "list",
    description = "Lists the snapshots, oldest version first.",
    mixinStandardHelpOptions = true)
final class SnapshotListCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    List<Snapshot> snapshots;
    try (Bar bar = new Bar("snapshot list")) {
      snapshots = new Snapshots(client, topics, log).list(bar.reading());
    }
    json.print(() -> json(topics, log, snapshots), out -> print(out, topics, log, snapshots));
    return 0;
  }

  private static ObjectNode json(LogTopics topics, String log, List<Snapshot> snapshots) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("log", log);
    ArrayNode array = root.putArray("snapshots");
    snapshots.forEach(snapshot -> put(array.addObject(), snapshot));
    return root;
  }

  /** What identifies a snapshot and what it says of itself. */
  static void put(ObjectNode node, Snapshot snapshot) {
    Manifest manifest = snapshot.manifest();
    node.put("offset", snapshot.version().offset());
    node.put("generation", snapshot.version().generation());
    node.put("examples", manifest.examples());
    node.put("bytes", manifest.bytes());
    node.put("chunks", manifest.chunks());
    node.put("written", Instant.ofEpochMilli(manifest.written()).toString());
    node.put("sha256", manifest.sha256());
  }

  private static void print(
      PrintWriter out, LogTopics topics, String log, List<Snapshot> snapshots) {
    out.printf("%d snapshots of %s (log %s)%n", snapshots.size(), topics.trainingLog().name(), log);
    if (snapshots.isEmpty()) return;
    out.printf(
        "%12s %12s %14s %7s  %-24s %s%n",
        "version", "examples", "bytes", "chunks", "written", "sha256");
    for (Snapshot snapshot : snapshots) {
      Manifest manifest = snapshot.manifest();
      out.printf(
          Locale.ROOT,
          "%,12d %,12d %,14d %7d  %-24s %s%n",
          snapshot.version().offset(),
          manifest.examples(),
          manifest.bytes(),
          manifest.chunks(),
          Instant.ofEpochMilli(manifest.written()),
          manifest.sha256());
    }
  }
}
