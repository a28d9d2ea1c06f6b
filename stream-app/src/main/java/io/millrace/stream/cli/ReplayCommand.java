package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.stream.config.Durations;
import io.millrace.stream.feed.ActivityReplay;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.ItemFeed;
import io.millrace.stream.feed.KnownLabel;
import io.millrace.stream.feed.LabelFile;
import io.millrace.stream.feed.Labels;
import io.millrace.stream.feed.Replay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace replay}: feeds a file into the topics of a running pipeline. */
@Command(
    name = "replay",
    description =
        "Feeds a file into a pipeline's topics: every event, and every label when it is known.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PipelineOptions pipeline;
  @Mixin private EventFileOptions events;
  @Mixin private LabelOptions labels;
  @Mixin private ClientOptions clients;
  @Mixin private JsonOption json;

  @Option(names = "--rate", paramLabel = "N", description = "events a second at most")
  private double rate;

  @Option(names = "--speed", paramLabel = "X", description = "event time over wall time at most")
  private double speed;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description =
          "events sent and not scored yet at most, without --lockstep (default "
              + Replay.Options.DEFAULT_IN_FLIGHT
              + "): the model learns that much later than from a live stream")
  private long inFlight = Replay.Options.DEFAULT_IN_FLIGHT;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description = "how long to wait for the service (default ${DEFAULT-VALUE})")
  private String patience;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description =
          "kind recommend: what is said of items, CSV or JSON lines, each from its time on")
  private Path items;

  @Override
  public Integer call() throws Exception {
    if (!events.stretch().isZero() && (rate > 0 || speed > 0)) {
      throw new IllegalArgumentException(
          "found --lockstep with --rate or --speed, expected one of them: lockstep goes as fast as"
              + " the service learns");
    }
    if (pipeline.recommends()) return activity();
    OtherKind.refuse(spec, "classify", "--items");
    Pipeline read = pipeline.read();
    Labels told = labels.read();
    Replay.Options options =
        new Replay.Options(
            rate,
            speed,
            events.stretch(),
            told.delay(),
            told.positivesOnly(),
            inFlight,
            Durations.parse(patience));
    Map<String, Object> settings = clients.reach().clientSettings();
    AtomicBoolean stopped = new AtomicBoolean();
    Thread hook = new Thread(() -> stopped.set(true), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    List<KnownLabel> known = told.file() == null ? List.of() : LabelFile.read(told.file(), read);
    long start = System.nanoTime();
    Replay.Summary summary;
    try (Feed feed = EventFile.open(events.file(), read, told.column());
        Bar bar = new Bar("replay " + read.name())) {
      summary =
          new Replay(read, settings, options, stopped::get)
              .run(
                  feed,
                  known,
                  (sent, labelled, clock, share) ->
                      bar.at(share, sent + " events, at " + Instant.ofEpochMilli(clock)));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    json.print(() -> json(summary, seconds), out -> print(out, summary, seconds));
    return stopped.get() ? 1 : 0;
  }

  private int activity() throws Exception {
    OtherKind.refuse(
        spec,
        RecommendPipeline.KIND,
        "--labels",
        "--labels-from",
        "--label-delay",
        "--positives-only");
    RecommendPipeline read = pipeline.readRecommend();
    ActivityReplay.Options options =
        new ActivityReplay.Options(
            rate, speed, events.stretch(), inFlight, Durations.parse(patience));
    Map<String, Object> settings = clients.reach().clientSettings();
    AtomicBoolean stopped = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopped.set(true), "stop"));
    ItemFeed said = ItemFeed.read(items, read);
    long start = System.nanoTime();
    ActivityReplay.Summary summary;
    try (Feed feed = EventFile.open(events.file(), read);
        Bar bar = new Bar("replay " + read.name())) {
      summary =
          new ActivityReplay(read, settings, options, stopped::get)
              .run(
                  feed,
                  said,
                  (sent, labelled, clock, share) ->
                      bar.at(share, sent + " events, at " + Instant.ofEpochMilli(clock)));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    json.print(
        () ->
            JsonOption.object()
                .put("events", summary.events())
                .put("items", summary.items())
                .put("elapsed_seconds", seconds)
                .put("events_per_second", summary.events() / seconds),
        out ->
            out.printf(
                Locale.ROOT,
                "%,d events in %.1f s (%,.0f events a second), all answered and learnt; %,d notices of"
                    + " items%n",
                summary.events(),
                seconds,
                summary.events() / seconds,
                summary.items()));
    return stopped.get() ? 1 : 0;
  }

  private static ObjectNode json(Replay.Summary summary, double seconds) {
    ObjectNode root = JsonOption.object();
    root.put("events", summary.events());
    root.put("labels", summary.labels());
    root.put("labels_not_yet_known", summary.labelsNotYetKnown());
    root.put("elapsed_seconds", seconds);
    root.put("events_per_second", summary.events() / seconds);
    return root;
  }

  private static void print(PrintWriter out, Replay.Summary summary, double seconds) {
    out.printf(
        Locale.ROOT,
        "%,d events and %,d labels in %.1f s (%,.0f events a second), %,d labels not yet known%n",
        summary.events(),
        summary.labels(),
        seconds,
        summary.events() / seconds,
        summary.labelsNotYetKnown());
  }
}
