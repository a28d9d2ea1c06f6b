package io.millrace.stream.cli;

import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.config.ServiceConfig;
import io.millrace.stream.http.Health;
import io.millrace.stream.instance.Instance;
import io.millrace.stream.service.PipelineService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace run}: the service, until it is told to stop. */
@Command(
    name = "run",
    description = "Runs pipelines against a Kafka cluster until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final long LOOK_MS = 100;

  @Option(
      names = "--pipeline",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "pipeline files; fraud.yaml, fraud-challengers.yaml and recommendations.yaml ship"
              + " with the product")
  private List<Path> files;

  @Mixin private OverrideOption set;
  @Mixin private ServiceOptions service;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<AnyPipeline> pipelines = new ArrayList<>();
    for (Path file : files) pipelines.add(PipelineFile.readAny(file, set.all()));
    requireDistinct(pipelines);
    ServiceConfig config = service.read();
    PrintWriter out = spec.commandLine().getOut();
    try (Instance instance = new Instance(pipelines, config);
        StopSignal stop = new StopSignal(instance::close)) {
      return stop.finished(run(instance, config, stop, out));
    }
  }

  private int run(Instance instance, ServiceConfig config, StopSignal stop, PrintWriter out)
      throws InterruptedException {
    out.printf(
        "starting %s as instance %s on %s%n",
        instance.services().stream()
            .map(service -> service.pipeline().name())
            .collect(Collectors.joining(", ")),
        config.instance(),
        config.bootstrap());
    out.flush();
    instance.start();
    boolean said = false;
    while (!stop.await(LOOK_MS)) {
      Health live = instance.live();
      if (!live.well()) {
        throw new IllegalStateException(
            live.reason() + "; the log says why, expected that a restart helps");
      }
      if (!said && instance.ready().well()) {
        said = true;
        ready(instance, out);
      }
    }
    instance.close();
    out.println("stopped");
    out.flush();
    return 0;
  }

  private static void ready(Instance instance, PrintWriter out) {
    out.printf(
        "ready: %s; http://%s/metrics%n",
        instance.services().stream().map(RunCommand::state).collect(Collectors.joining(", ")),
        instance.address());
    out.flush();
  }

  private static String state(PipelineService service) {
    return String.format(
        "%s (generation %d) at version %d, %d examples learnt",
        service.pipeline().name(),
        service.pipeline().generation(),
        service.replica().version().offset(),
        service.replica().examples());
  }

  private static void requireDistinct(List<AnyPipeline> pipelines) {
    List<String> names = pipelines.stream().map(AnyPipeline::name).toList();
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new IllegalArgumentException(
            "found two pipelines named " + name + ", expected each name once");
      }
    }
  }
}
