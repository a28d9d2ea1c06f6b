package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.training.Switching;
import io.millrace.stream.training.Switching.Standing;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace switch}: from here on another generation tells the scores. */
@Command(
    name = "switch",
    description =
        "Makes the generation of this pipeline file the one that tells scores and alerts, from"
            + " where both it and the one before have read. Both must be stopped for the moment;"
            + " --dry-run says how far each is, while they run. Exit code 1 if it is refused.",
    mixinStandardHelpOptions = true)
final class SwitchCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Option(
      names = "--most-behind",
      paramLabel = "RECORDS",
      defaultValue = "10000",
      description =
          "refused while the new generation has more events to read, or more labels and features"
              + " to learn from, than this, default ${DEFAULT-VALUE}: until it has read them"
              + " nobody is told a score, and until it has learnt from them its scores are those"
              + " of an old model")
  private long mostBehind;

  @Option(names = "--dry-run", description = "only says how far each generation is")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    LogTopics topics = pipeline.topics();
    Map<String, Object> client = clients.reach().clientSettings();
    Standing standing;
    Optional<String> refusal;
    try (Switching switching = new Switching(client, topics)) {
      standing = switching.standing();
      refusal = standing.refusal(mostBehind);
      if (refusal.isEmpty() && !dryRun) switching.carryOut(standing);
    }
    json.print(() -> json(standing, refusal), out -> print(out, topics, standing, refusal));
    return dryRun || refusal.isEmpty() ? 0 : 1;
  }

  private ObjectNode json(Standing standing, Optional<String> refusal) {
    ObjectNode root = JsonOption.object();
    root.put("done", refusal.isEmpty() && !dryRun);
    refusal.ifPresent(why -> root.put("refusal", why));
    root.put("serving", standing.serving());
    root.put("next", standing.next());
    root.put("serving_behind", standing.servingBehind());
    root.put("next_behind", standing.nextBehind());
    root.put("next_unlearnt", standing.nextUnlearnt());
    root.put("events", standing.events());
    standing.running().forEach(root.putArray("running")::add);
    standing
        .places()
        .forEach(
            (partition, offset) ->
                root.withArray("places")
                    .addObject()
                    .put("topic", partition.topic())
                    .put("partition", partition.partition())
                    .put("offset", offset));
    return root;
  }

  private void print(
      PrintWriter out, LogTopics topics, Standing standing, Optional<String> refusal) {
    out.printf(
        Locale.ROOT,
        "generation %d tells the scores and is %,d of %,d events behind; generation %d is %,d"
            + " behind (%.1f %% read), with %,d records on their way to its model%n",
        standing.serving(),
        standing.servingBehind(),
        standing.events(),
        standing.next(),
        standing.nextBehind(),
        100.0 * (standing.events() - standing.nextBehind()) / Math.max(1, standing.events()),
        standing.nextUnlearnt());
    if (refusal.isPresent()) {
      out.println((dryRun ? "not now: " : "refused: ") + refusal.get());
    } else if (dryRun) {
      out.println("both stand still: it can be switched now");
    } else {
      out.printf(
          "switched: generation %d tells what comes next. Start it, and start generation %d once"
              + " more until it has no lag: what it had read is still told by it, and nothing"
              + " else; the places are in %s%n",
          standing.next(), standing.serving(), topics.commands().name());
    }
  }
}
