package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.evaluate.Contender;
import io.millrace.model.metric.Evaluation;
import io.millrace.model.metric.ReliabilityBin;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.feed.BacktestRun;
import io.millrace.stream.feed.RecommendRun;
import io.millrace.stream.feed.Unread;
import io.millrace.stream.training.Standing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace backtest}: the pipeline over a file in event time, without Kafka. */
@Command(
    name = "backtest",
    description =
        "Runs the pipeline over a file in event time, with labels that come late, and measures it.",
    mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {
  @Mixin private PipelineOptions pipeline;
  @Mixin private EventFileOptions events;
  @Mixin private LabelOptions labels;
  @Mixin private PeriodOptions period;
  @Mixin private JsonOption json;
  @Spec private CommandSpec spec;

  @Option(
      names = "--scores-out",
      paramLabel = "CSV",
      description = "writes every event's id and score")
  private Path scoresOut;

  @Option(
      names = "--until",
      paramLabel = "N",
      description = "kind recommend: reads the first N rows only",
      defaultValue = "9223372036854775807",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private long until;

  @Option(
      names = "--recommendations-out",
      paramLabel = "CSV",
      description = "kind recommend: writes the list before each test, 20 item ids by row number")
  private Path recommendationsOut;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description =
          "kind recommend: what is said of items, CSV or JSON lines, each from its time on")
  private Path items;

  @Option(
      names = "--start-model",
      paramLabel = "FILE",
      description = "kind classify: a Tribuo model that the learner begins with, as `start` has it")
  private Path startModel;

  @Override
  public Integer call() throws Exception {
    if (pipeline.recommends()) {
      OtherKind.refuse(
          spec,
          RecommendPipeline.KIND,
          "--from",
          "--to",
          "--scores-out",
          "--labels",
          "--labels-from",
          "--label-delay",
          "--positives-only",
          "--start-model");
      return recommend();
    }
    OtherKind.refuse(spec, "classify", "--recommendations-out", "--until", "--items");
    Pipeline read = pipeline.read();
    BacktestRun.Options options =
        new BacktestRun.Options(
            events.file(), labels.read(), events.stretch(), period.from(), period.to(), scoresOut);
    BacktestRun.Result result;
    try (Bar bar = new Bar("backtest " + read.name())) {
      Contender contender = Contender.of(read);
      if (startModel != null) new TribuoStart(startModel, null).begin(read, contender.replica());
      result = new BacktestRun(read, options, contender).run(share -> bar.at(share, ""));
    }
    json.print(() -> json(read, result), out -> print(out, result));
    boolean some = tell(result.unread(), result.events());
    return some && measured(result.quality()) ? 0 : 1;
  }

  private int recommend() throws Exception {
    RecommendPipeline read = pipeline.readRecommend();
    RecommendRun.Result result;
    try (Bar bar = new Bar("backtest " + read.name())) {
      result =
          new RecommendRun(
                  read,
                  new RecommendRun.Options(
                      events.file(), until, recommendationsOut, events.stretch(), items))
              .run(share -> bar.at(share, ""));
    }
    json.print(
        () -> RecommendReport.json(read, result), out -> RecommendReport.print(out, read, result));
    return tell(result.unread(), result.events()) ? 0 : 1;
  }

  private boolean measured(Evaluation.Result quality) {
    if (quality.events() > 0 || (period.from() == null && period.to() == null)) return true;
    spec.commandLine()
        .getErr()
        .println("nothing was measured: no event whose truth is known lies from --from to --to");
    return false;
  }

  private boolean tell(Unread unread, long rows) {
    return UnreadReport.tell(spec.commandLine().getErr(), unread, rows);
  }

  private static ObjectNode json(Pipeline pipeline, BacktestRun.Result result) {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", pipeline.name());
    root.put("events", result.events());
    root.put("refused", result.unread().rows());
    root.put("unknown_labels", result.unread().labels());
    root.put("labels", result.labels());
    root.put("elapsed_seconds", result.elapsedSeconds());
    root.put("events_per_second", result.eventsPerSecond());
    root.set("metrics", Qualities.json(result.quality()));
    root.set("baseline", Qualities.json(result.baseline()));
    ObjectNode outcomes = root.putObject("outcomes");
    new TreeMap<>(result.backtest().outcomes())
        .forEach((outcome, count) -> outcomes.put(outcome.name().toLowerCase(Locale.ROOT), count));
    ObjectNode model = root.putObject("model");
    model.put("examples", result.backtest().replica().examples());
    model.put("threshold", result.backtest().replica().threshold());
    model.put("sha256", HexFormat.of().formatHex(result.backtest().replica().digest()));
    Replica replica = result.backtest().replica();
    if (replica.members().size() > 1) {
      StandingReport.put(model, Standing.of(replica));
    }
    return root;
  }

  private static void printReliability(PrintWriter out, Evaluation.Result quality) {
    out.println("  probability told      events   told    was");
    for (ReliabilityBin bin : quality.reliability()) {
      if (bin.count() == 0) continue;
      out.printf(
          Locale.ROOT,
          "  %.3f to %.3f  %,12d  %.4f  %.4f%n",
          bin.from(),
          bin.to(),
          bin.count(),
          bin.meanProbability(),
          bin.positiveRate());
    }
  }

  private static void print(PrintWriter out, BacktestRun.Result result) {
    Evaluation.Result quality = result.quality();
    out.printf(
        Locale.ROOT,
        "%,d events in %.1f s (%,.0f a second), %,d labels known by the end%n",
        result.events(),
        result.elapsedSeconds(),
        result.eventsPerSecond(),
        result.labels());
    out.printf(
        Locale.ROOT,
        "measured on %,d events, %,d positive%n",
        quality.events(),
        quality.positives());
    out.printf(Locale.ROOT, "  auc_roc            %.4f%n", quality.aucRoc());
    out.printf(Locale.ROOT, "  average_precision  %.4f%n", quality.averagePrecision());
    out.printf(Locale.ROOT, "  log_loss           %.5f%n", quality.logLoss());
    out.printf(Locale.ROOT, "  brier              %.5f%n", quality.brier());
    out.printf(Locale.ROOT, "  calibration_error  %.5f%n", quality.calibrationError());
    quality
        .precisionAtK()
        .ifPresent(
            at ->
                out.printf(
                    Locale.ROOT,
                    "  precision_at_%d per %s and day  %.4f%n",
                    at.k(),
                    at.per(),
                    at.value()));
    printReliability(out, quality);
    Replica replica = result.backtest().replica();
    if (replica.members().size() > 1) StandingReport.print(out, Standing.of(replica));
    out.printf(
        Locale.ROOT,
        "a constant rate would have reached: average_precision %.4f, log_loss %.5f, brier %.5f%n",
        result.baseline().averagePrecision(),
        result.baseline().logLoss(),
        result.baseline().brier());
  }
}
