package io.millrace.stream.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace describe}: what a pipeline file comes to, without a broker. */
@Command(
    name = "describe",
    description =
        "Shows what a pipeline does: dataflow, topics and their settings, features, learner and"
            + " decision (or activity, lists and generators), and how much state to expect.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private JsonOption json;

  @Option(
      names = "--events-per-day",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "to expect the state for, default ${DEFAULT-VALUE}")
  private double eventsPerDay;

  @Override
  public Integer call() {
    if (!(eventsPerDay >= 0 && eventsPerDay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "--events-per-day = " + eventsPerDay + ", expected 0 or more, e.g. 1000000");
    }
    if (pipeline.recommends()) {
      ListDescription described = new ListDescription(pipeline.readRecommend(), eventsPerDay);
      json.print(described::json, described::print);
      return 0;
    }
    Description described = new Description(pipeline.read(), eventsPerDay);
    json.print(() -> DescriptionJson.of(described), out -> DescriptionText.print(out, described));
    return 0;
  }
}
