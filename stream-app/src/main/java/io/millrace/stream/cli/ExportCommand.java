package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.learner.Learners;
import io.millrace.model.replica.Member;
import io.millrace.stream.export.Export;
import io.millrace.stream.export.Format;
import io.millrace.stream.export.Origin;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.training.PastModel;
import io.millrace.stream.training.Progress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace export}: a model for other programs. */
@Command(
    name = "export",
    description =
        "Writes the learner that serves as a Tribuo model or as an ONNX graph, with its place in the"
            + " training log: the newest snapshot is restored, and the log after it learnt.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "tribuo (its protobuf format, 4.3) or onnx (opset 13)")
  private Format format;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the file to write")
  private Path out;

  @Option(
      names = "--probabilities",
      description =
          "tribuo: its scores are calibrated probabilities, not raw scores; an onnx file has both")
  private boolean probabilities;

  @Option(
      names = "--learner",
      paramLabel = "NAME",
      description = "another learner than the one that serves")
  private String learner;

  @Option(
      names = "--at",
      paramLabel = "VERSION",
      description = "the model of this version, an offset of the log; its last by default")
  private Long at;

  @Override
  public Integer call() throws Exception {
    PipelineTopics topics = new PipelineTopics(pipeline.read());
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    PastModel model;
    try (Bar bar = new Bar("export " + topics.pipeline().name())) {
      Progress progress = (what, done, total) -> bar.at(done / (double) Math.max(1, total), what);
      model =
          at == null
              ? PastModel.atEnd(client, topics, log, progress)
              : PastModel.at(client, topics, log, at, progress);
    }
    Origin origin = write(topics, model);
    json.print(() -> json(origin), out -> print(out, origin));
    return 0;
  }

  private Origin write(PipelineTopics topics, PastModel model) throws IOException {
    Member member = member(model);
    Learners.Named settings =
        model.pipeline().learners().all().stream()
            .filter(named -> named.name().equals(member.name()))
            .findFirst()
            .orElseThrow();
    Origin origin =
        new Origin(
            model.pipeline().name(),
            member.name(),
            settings.config().canonical(),
            model.pipeline().features().canonical(),
            settings.config().hashBits(),
            topics.trainingLog().name(),
            model.version(),
            model.replica().examples(),
            Instant.now());
    Export raw =
        new Export(
            origin, settings.config(), member.learner(), member.calibrator(), member.priorOdds());
    Export export = probabilities && format == Format.TRIBUO ? raw.ofProbabilities() : raw;
    // What is there stays until all is written: a kind of learner may be refused on the way.
    Path part = Path.of(out + ".part");
    try {
      try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part))) {
        export.write(format, file);
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return origin;
  }

  private Member member(PastModel model) {
    if (learner == null) return model.replica().champion();
    List<Member> members = model.replica().members();
    return members.stream()
        .filter(member -> member.name().equals(learner))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--learner "
                        + learner
                        + ", expected one of "
                        + String.join(", ", members.stream().map(Member::name).toList())));
  }

  private ObjectNode json(Origin origin) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", origin.pipeline());
    root.put("learner", origin.learner());
    root.put("settings", origin.settings());
    root.put("format", format.name().toLowerCase(Locale.ROOT));
    root.put("out", out.toString());
    root.put("bytes", out.toFile().length());
    root.put("topic", origin.topic());
    root.put("log", origin.version().log());
    root.put("generation", origin.version().generation());
    root.put("offset", origin.version().offset());
    root.put("examples", origin.examples());
    return root;
  }

  private void print(PrintWriter to, Origin origin) {
    to.printf(
        Locale.ROOT,
        "%s: %,d bytes, learner %s of %s at version %d of %s (%,d examples)%n",
        out,
        out.toFile().length(),
        origin.learner(),
        origin.pipeline(),
        origin.version().offset(),
        origin.topic(),
        origin.examples());
  }
}
