package io.millrace.stream.cli;

import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.RecommenderConfig;
import io.millrace.stream.config.Variant;
import io.millrace.stream.feed.CompareRun;
import io.millrace.stream.feed.Criterion;
import io.millrace.stream.feed.ListCompareRun;
import io.millrace.stream.feed.ListCriterion;
import io.millrace.stream.feed.Unread;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace compare}: several learners and settings over the same stream. */
@Command(
    name = "compare",
    description =
        "Runs variants of a pipeline over a file side by side, in one pass, with labels that come"
            + " late; or searches settings, choosing on one period and reporting on the next.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  private enum Search {
    grid,
    halving
  }

  @Mixin private PipelineOptions pipeline;
  @Mixin private EventFileOptions events;
  @Mixin private LabelOptions labels;
  @Mixin private PeriodOptions period;
  @Mixin private JsonOption json;
  @Spec private CommandSpec spec;

  @Option(
      names = "--variant",
      paramLabel = "NAME:KEY=VALUE,...",
      description =
          "a variant of the pipeline file, e.g. slow:learner.rate=0.05,learner.l2=1; repeatable")
  private final List<String> variants = new ArrayList<>();

  @Option(
      names = "--variants",
      paramLabel = "FILE",
      description = "more of them, a YAML list of {name: NAME, KEY: VALUE, ...}")
  private Path variantsFile;

  @Option(
      names = "--grid",
      paramLabel = "KEY=V1,V2,...",
      description = "values of a key; every combination of all --grid keys is a variant")
  private final Map<String, String> grid = new LinkedHashMap<>();

  @Option(
      names = "--search",
      paramLabel = "HOW",
      description =
          "with --choose-to: grid runs all variants up to it, halving lets the worse half leave"
              + " along the way; default ${DEFAULT-VALUE}",
      defaultValue = "grid")
  private Search search;

  @Option(
      names = "--by",
      paramLabel = "METRIC",
      description =
          "what is best: average_precision (default), auc_roc, precision_at or log_loss; of lists:"
              + " hit_rate_at_10 (default), hit_rate_at_20, mrr_at_10 or ndcg_at_10")
  private String by;

  @Option(
      names = "--choose-to",
      paramLabel = "DAY",
      description =
          "last UTC day of the period the best is chosen on; it alone is reported on what follows")
  private LocalDate chooseTo;

  @Option(
      names = "--each-generator",
      description = "kind recommend: each generator alone is a variant too")
  private boolean eachGenerator;

  @Option(
      names = "--until",
      paramLabel = "N",
      description = "kind recommend: reads the first N rows only",
      defaultValue = "9223372036854775807",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private long until;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description =
          "kind recommend: what is said of items, CSV or JSON lines, each from its time on")
  private Path items;

  @Override
  public Integer call() throws Exception {
    Map<String, Variant> compared = variants();
    if (pipeline.recommends()) {
      OtherKind.refuse(
          spec,
          RecommendPipeline.KIND,
          "--search",
          "--labels",
          "--labels-from",
          "--label-delay",
          "--positives-only");
      return recommend(compared);
    }
    OtherKind.refuse(spec, "classify", "--each-generator", "--until", "--items");
    Map<String, Pipeline> pipelines = new LinkedHashMap<>();
    compared.forEach((name, variant) -> pipelines.put(name, pipeline.read(variant.settings())));
    CompareRun.Options options =
        new CompareRun.Options(
            events.file(),
            labels.read(),
            events.stretch(),
            period.from(),
            chooseTo,
            period.to(),
            Criterion.of(by == null ? Criterion.AVERAGE_PRECISION.word() : by),
            search == Search.halving);
    CompareRun.Result result;
    try (Bar bar = new Bar("compare " + pipelines.size())) {
      result = new CompareRun(pipelines, options).run(share -> bar.at(share, ""));
    }
    ComparedReport report = new ComparedReport(compared, options, result);
    json.print(report::json, report::print);
    return tell(result.unread(), result.events()) ? 0 : 1;
  }

  private int recommend(Map<String, Variant> compared) throws Exception {
    Map<String, RecommendPipeline> pipelines = new LinkedHashMap<>();
    compared.forEach(
        (name, variant) -> pipelines.put(name, pipeline.readRecommend(variant.settings())));
    if (eachGenerator) {
      RecommendPipeline file = pipeline.readRecommend();
      RecommenderConfig all = file.recommender();
      for (int i = 0; i < all.generators().size(); i++) {
        pipelines.put(all.names().get(i), file.with(all.alone(all.generators().get(i))));
      }
    }
    ListCompareRun.Options options =
        new ListCompareRun.Options(
            events.file(),
            until,
            events.stretch(),
            period.from(),
            chooseTo,
            period.to(),
            ListCriterion.of(by == null ? ListCriterion.HIT_RATE_AT_10.word() : by),
            items);
    ListCompareRun.Result result;
    try (Bar bar = new Bar("compare " + pipelines.size())) {
      result = new ListCompareRun(pipelines, options).run(share -> bar.at(share, ""));
    }
    ListComparedReport report = new ListComparedReport(options, result);
    json.print(report::json, report::print);
    return tell(result.unread(), result.events()) ? 0 : 1;
  }

  private boolean tell(Unread unread, long rows) {
    return UnreadReport.tell(spec.commandLine().getErr(), unread, rows);
  }

  /** The file as it is, unless a grid is asked for, and what the options add. */
  private Map<String, Variant> variants() {
    List<Variant> all = new ArrayList<>();
    if (grid.isEmpty()) {
      all.add(Variant.asItIs("as-it-is"));
    }
    variants.forEach(text -> all.add(Variant.parse(text)));
    if (variantsFile != null) {
      all.addAll(Variant.read(variantsFile));
    }
    all.addAll(Variant.grid(grid));
    Map<String, Variant> byName = new LinkedHashMap<>();
    for (Variant variant : all) {
      if (byName.putIfAbsent(variant.name(), variant) != null) {
        throw new IllegalArgumentException(
            "variant " + variant.name() + " is there twice, expected each name once");
      }
    }
    return byName;
  }
}
