package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.config.Durations;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.training.Pruning;
import io.millrace.stream.training.Pruning.Plan;
import io.millrace.stream.training.Snapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace snapshot prune}: the only thing that ever trims the training log. */
@Command(
    name = "prune",
    description =
        "Deletes snapshots that nobody needs, and the training log up to the oldest one that is"
            + " kept. What is deleted cannot be learnt again: a changed setting that replays the"
            + " log then needs a new generation. Exit code 1 if it is refused.",
    mixinStandardHelpOptions = true)
final class SnapshotPruneCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "deletes the log no further than this version, an offset of the log")
  private Long to;

  @Option(
      names = "--audit-keep",
      paramLabel = "DURATION",
      description = "how far back a score can be audited; audit_keep of the config by default")
  private String auditKeep;

  @Option(names = "--dry-run", description = "only says what would be deleted")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    if (auditKeep != null) clients.set("audit_keep", auditKeep);
    ServiceConfig config = clients.reach();
    Map<String, Object> client = config.clientSettings();
    LogTopics topics = pipeline.topics();
    Pruning pruning = new Pruning(client, topics, ExistingTopics.of(client, topics).log());
    if (auditKeep == null) requireSettingsOfTheService(config, topics);
    Plan plan;
    boolean done;
    try (Bar bar = new Bar("snapshot prune")) {
      plan =
          pruning.plan(Optional.ofNullable(to), Instant.now(), config.auditKeep(), bar.reading());
      done = plan.refusal().isEmpty() && !dryRun;
      if (done) pruning.carryOut(plan, config.instance() + "-prune");
    }
    json.print(() -> json(topics, plan, done), out -> print(out, topics, plan, done));
    return plan.refusal().isEmpty() ? 0 : 1;
  }

  /** What a service keeps it has told its topics; one with longer times is not of this config. */
  private static void requireSettingsOfTheService(ServiceConfig config, LogTopics topics) {
    Keeping keeping = new Keeping(config.auditKeep(), config.keep());
    try (Admin admin = Admin.create(config.clientSettings())) {
      new TopicAdmin(admin, Duration.ZERO)
          .keptLonger(topics, keeping)
          .ifPresent(
              topic -> {
                throw new IllegalStateException(
                    topic
                        + ", with audit_keep = "
                        + Durations.text(keeping.audit())
                        + " and keep = "
                        + Durations.text(keeping.others())
                        + " here: expected the settings of the service, which promised to keep"
                        + " more. Give its --config, or say --audit-keep DURATION");
              });
    }
  }

  private static ObjectNode json(LogTopics topics, Plan plan, boolean done) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("done", done);
    plan.refusal().ifPresent(why -> root.put("refusal", why));
    root.put("log_began_at", plan.begin());
    root.put("log_begins_at", done ? Math.max(plan.begin(), plan.to() + 1) : plan.begin());
    root.putArray("deleted_snapshots");
    root.putArray("kept_snapshots");
    for (Snapshot snapshot : plan.superfluous()) {
      SnapshotListCommand.put(root.withArray("deleted_snapshots").addObject(), snapshot);
    }
    for (Snapshot snapshot : plan.kept()) {
      SnapshotListCommand.put(root.withArray("kept_snapshots").addObject(), snapshot);
    }
    return root;
  }

  private static void print(PrintWriter out, LogTopics topics, Plan plan, boolean done) {
    if (plan.refusal().isPresent()) {
      out.println("refused: " + plan.refusal().get());
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s %d snapshots, %s %d; %s begins at offset %,d%s%n",
        done ? "deleted" : "would delete",
        plan.superfluous().size(),
        done ? "kept" : "keep",
        plan.kept().size(),
        topics.trainingLog().name(),
        Math.max(plan.begin(), plan.to() + 1),
        done ? "" : " then");
  }
}
