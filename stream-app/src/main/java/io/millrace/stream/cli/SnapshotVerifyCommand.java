package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Snapshot;
import io.millrace.stream.training.SnapshotVerifier;
import io.millrace.stream.training.SnapshotVerifier.Verdict;
import io.millrace.stream.training.Snapshots;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace snapshot verify}: whether snapshots are what they say. */
@Command(
    name = "verify",
    description =
        "Restores snapshots and writes them again, which must give the same digest; exit code 1 if"
            + " one differs or there is none.",
    mixinStandardHelpOptions = true)
final class SnapshotVerifyCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Option(
      names = "--replay",
      description = "also learns each from the log's beginning, which must give the digest too")
  private boolean replay;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "only the snapshot of this version, an offset of the log")
  private Long at;

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    List<Verdict> verdicts;
    try (Bar bar = new Bar("snapshot verify")) {
      List<Snapshot> chosen =
          new Snapshots(client, topics, log)
              .list(bar.reading()).stream()
                  .filter(snapshot -> at == null || snapshot.version().offset() == at)
                  .toList();
      verdicts = verify(new SnapshotVerifier(client, topics, log), chosen, bar);
    }
    boolean good = !verdicts.isEmpty() && verdicts.stream().allMatch(Verdict::good);
    json.print(() -> json(topics, verdicts, good), out -> print(out, topics, verdicts));
    return good ? 0 : 1;
  }

  private List<Verdict> verify(SnapshotVerifier verifier, List<Snapshot> snapshots, Bar bar) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      int before = verdicts.size();
      verdicts.add(
          verifier.verify(
              snapshot,
              replay,
              (what, done, total) ->
                  bar.at((before + done / (double) Math.max(1, total)) / snapshots.size(), what)));
      bar.at(verdicts.size() / (double) snapshots.size(), snapshot.toString());
    }
    return verdicts;
  }

  private ObjectNode json(LogTopics topics, List<Verdict> verdicts, boolean good) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("good", good);
    root.put("replayed", replay);
    ArrayNode array = root.putArray("snapshots");
    for (Verdict verdict : verdicts) {
      ObjectNode node = array.addObject();
      SnapshotListCommand.put(node, verdict.snapshot());
      node.put("good", verdict.good());
      node.put("examples_replayed", verdict.replayed());
      verdict.problem().ifPresent(problem -> node.put("problem", problem));
    }
    return root;
  }

  private void print(PrintWriter out, LogTopics topics, List<Verdict> verdicts) {
    verdicts.forEach(verdict -> out.println(line(verdict)));
    if (verdicts.isEmpty()) {
      out.printf(
          "found no snapshot %sof %s, expected one to verify%n",
          at == null ? "" : "at version " + at + " ", topics.trainingLog().name());
    }
  }

  private static String line(Verdict verdict) {
    String replayed =
        verdict.replayed() == 0
            ? ""
            : String.format(Locale.ROOT, ", and by %,d examples of the log", verdict.replayed());
    return verdict
        .problem()
        .map(problem -> "BAD   " + problem)
        .orElse(
            "good  "
                + verdict.snapshot()
                + ": digest "
                + verdict.snapshot().manifest().sha256()
                + replayed);
  }
}
