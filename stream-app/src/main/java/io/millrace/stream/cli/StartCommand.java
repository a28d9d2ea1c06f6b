package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.TopicAdmin;
import io.millrace.stream.training.Beginning;
import io.millrace.stream.training.PastModel;
import io.millrace.stream.training.Progress;
import io.millrace.stream.training.TrainingLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace start}: a pipeline that has never run begins with a model that exists. */
@Command(
    name = "start",
    description =
        "Begins the training log of a pipeline with a model that exists, before the pipeline (or a"
            + " new generation of it) first runs: with what a version of another pipeline or"
            + " generation knows, or with a logistic model of Tribuo's. Then `millrace run` goes on"
            + " from it. Exit code 1 if it is refused.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final Duration LEADERS = Duration.ofSeconds(30);

  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "who wants it, kept with it; the name of the user by default")
  private String by = System.getProperty("user.name", "");

  /** One of two. */
  private static final class Source {
    @ArgGroup(exclusive = false)
    private Version version;

    @ArgGroup(exclusive = false)
    private Batch batch;
  }

  private static final class Version {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "FILE",
        description = "pipeline file whose model to begin with; of the same brokers")
    private Path file;

    @Option(
        names = "--from-generation",
        paramLabel = "N",
        description = "its generation, if not the one its file says")
    private Integer generation;

    @Option(
        names = "--at",
        paramLabel = "VERSION",
        description = "its model of this version, an offset of its log; its last by default")
    private Long at;
  }

  private static final class Batch {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "a Tribuo model: `export` writes such; see src/docs/export.md")
    private Path file;

    @Option(
        names = "--learner",
        paramLabel = "NAME",
        description = "which learner begins with it, if not the one that serves first")
    private String learner;
  }

  @Override
  public Integer call() throws Exception {
    Pipeline read = pipeline.read();
    PipelineTopics topics = new PipelineTopics(read);
    ServiceConfig config = clients.reach();
    Map<String, Object> client = config.clientSettings();
    Beginning beginning =
        source.batch == null ? ofVersion(read, client, source.version) : ofTribuo(read);
    try (Admin admin = Admin.create(client)) {
      new TopicAdmin(admin, LEADERS)
          .prepare(topics, new Keeping(config.auditKeep(), config.keep()));
    }
    String id = UUID.randomUUID().toString();
    new TrainingLog(client, topics).begin(beginning.state(), beginning.from(), id, by);
    json.print(
        () -> json(topics, beginning, id),
        out ->
            out.printf(
                Locale.ROOT,
                "%s, generation %d, begins with %s: learners %s, %,d bytes in %s; now"
                    + " `millrace run` it%n",
                read.name(),
                read.generation(),
                beginning.from(),
                String.join(", ", beginning.learners()),
                beginning.state().length,
                topics.trainingLog().name()));
    return 0;
  }

  private Beginning ofTribuo(Pipeline read) throws IOException {
    Replica replica = Replica.of(read);
    Member begun = new TribuoStart(source.batch.file, source.batch.learner).begin(read, replica);
    return Beginning.of(read, replica, List.of(begun), "Tribuo model " + source.batch.file);
  }

  private static Beginning ofVersion(Pipeline read, Map<String, Object> client, Version version)
      throws InterruptedException {
    Map<String, String> overrides =
        version.generation == null
            ? Map.of()
            : Map.of("generation", Integer.toString(version.generation));
    PipelineTopics other = new PipelineTopics(PipelineFile.read(version.file, overrides));
    String log = ExistingTopics.of(client, other).log();
    try (Bar bar = new Bar("start " + read.name())) {
      Progress progress = bar.reading();
      return Beginning.of(
          read,
          version.at == null
              ? PastModel.atEnd(client, other, log, progress)
              : PastModel.at(client, other, log, version.at, progress));
    }
  }

  private static ObjectNode json(PipelineTopics topics, Beginning beginning, String id) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", topics.pipeline().name());
    root.put("generation", topics.pipeline().generation());
    root.put("topic", topics.trainingLog().name());
    root.put("command", id);
    root.put("from", beginning.from());
    beginning.learners().forEach(root.putArray("learners")::add);
    root.put("bytes", beginning.state().length);
    return root;
  }
}
