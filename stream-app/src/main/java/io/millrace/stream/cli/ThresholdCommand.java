package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.cli.OperatorOptions.Sent;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.PipelineTopics;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace threshold}: an operator's threshold instead of the learnt one. */
@picocli.CommandLine.Command(
    name = "threshold",
    description =
        "Sets the score from which an event is an alert, from a place in the training log on, until"
            + " it is set again or released. Exit code 1 if the log did not get it in time.",
    mixinStandardHelpOptions = true)
final class ThresholdCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;
  @Mixin private OperatorOptions operator;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "VALUE",
      description = "a raw score from 0 to 1; a score at or above it is an alert")
  private Double value;

  @Option(
      names = "--release",
      description = "the threshold is again what the pipeline file makes of it")
  private boolean release;

  @Override
  public Integer call() throws Exception {
    if (release == (value != null)) {
      throw new ParameterException(
          spec.commandLine(), "expected a VALUE or --release, one of them; e.g. threshold 0.9");
    }
    if (value != null && !(value >= 0 && value <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "VALUE = " + value + ", expected a raw score from 0 to 1");
    }
    PipelineTopics topics = new PipelineTopics(pipeline.read());
    Map<String, Object> client = clients.reach().clientSettings();
    String log = ExistingTopics.of(client, topics).log();
    Sent sent =
        operator.send(
            client,
            topics,
            log,
            id -> release ? new Command.ReleaseThreshold() : new Command.OverrideThreshold(value));
    json.print(() -> json(sent), out -> out.println(sent.told(topics)));
    return sent.holds() ? 0 : 1;
  }

  static ObjectNode json(Sent sent) {
    ObjectNode root = JsonOption.object();
    root.put("command", sent.id());
    root.put("holds", sent.holds());
    sent.entry().ifPresent(entry -> root.put("offset", entry.offset()));
    return root;
  }
}
