package io.millrace.stream.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.ArrivedLabel;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.InstanceReport;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.Manifest;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.SnapshotPart;
import io.millrace.stream.topic.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;

/** Every format that outlives a process, each with something in every field. */
final class Formats {
  static final long DAY = 86_400_000;
  static final long NOW = 1_790_000_000_000L;
  private static final List<EntityRef> ENTITIES =
      Arrays.asList(new EntityRef("c1", 2), null, new EntityRef("größe", 0));
  private static final float[] VALUES = {1.5f, Float.NaN, -0f};
  static final ModelVersion VERSION = new ModelVersion("kR2-log", 3, 5_000_000_000L);

  private Formats() {}

  /** Made once: some take a stream to be made of. */
  private static final class Made {
    private static final List<Format> ALL = List.copyOf(made());
  }

  static List<Format> all() {
    return Made.ALL;
  }

  private static List<Format> made() {
    List<Format> all = new ArrayList<>();
    addScoring(all);
    addLearning(all);
    addJoin(all);
    addLog(all);
    addSnapshots(all);
    addSettings(all);
    ReplicaFormats.addTo(all);
    HistoryFormats.addTo(all);
    ActivityFormats.addTo(all);
    ListFormats.addTo(all);
    OutputFormats.addTo(all);
    return all;
  }

  static ScoredEvent scored() {
    return new ScoredEvent(
        "e1",
        NOW,
        VALUES,
        Arrays.asList("AT", null),
        new double[] {0.25, 0.5},
        0.75,
        VERSION.offset(),
        ENTITIES,
        -7L);
  }

  /** By two learners, calibrated. */
  private static ScoredEvent scoredByTwo() {
    ScoredEvent one = scored();
    return new ScoredEvent(
        one.eventId(),
        one.eventTime(),
        one.values(),
        one.categories(),
        one.rawScores(),
        one.threshold(),
        one.version(),
        one.entities(),
        one.budgetEntity(),
        new long[] {-1, 7},
        new double[] {0.125, 0.625});
  }

  private static void addScoring(List<Format> all) {
    Event event =
        new Event("e1", NOW, new double[] {Double.NaN, 3.25}, new String[] {null, "", "x"});
    all.add(
        Format.of(
            "enriched-event",
            Codecs.ENRICHED_EVENT,
            new EnrichedEvent(event, VALUES, ENTITIES, new Source("events", 3, 1L << 40, NOW))));
    all.add(Format.of("feature-log", Codecs.SCORED, new ScoredRecord(scored(), VERSION, -99L)));
    all.add(
        Format.of(
            "feature-log-learners", Codecs.SCORED, new ScoredRecord(scoredByTwo(), VERSION, -99L)));
  }

  private static void addLearning(List<Format> all) {
    all.add(
        Format.of("label", Codecs.LABEL, new ArrivedLabel(new Label("e1", true, NOW, 6), true)));
    all.add(
        Format.of(
            "label-channel",
            Codecs.LABEL,
            new ArrivedLabel(new Label("e1", true, NOW, 6, 99), false)));
    all.add(Format.of("tick", Codecs.TICK, NOW));
    all.add(
        Format.of(
            "feedback",
            Codecs.labelFact(2),
            new LabelFact(2, new EntityRef("k", 4), "e1", NOW, NOW + 1, true, false, true)));
    all.add(
        Format.of(
            "outcome",
            Codecs.OUTCOME,
            new OutcomeEntry.Told(new OutcomeRecord(Outcome.LATE, "e1", NOW, true, true), 2, 3)));
    all.add(Format.of("clock-reached", Codecs.OUTCOME, new OutcomeEntry.ClockReached(NOW, 2, 3)));
    all.add(
        Format.of(
            "replica-report",
            Codecs.INSTANCE_REPORT,
            new InstanceReport(
                "a",
                VERSION,
                4,
                true,
                Optional.of("00ff"),
                NOW,
                "localhost:8080",
                Optional.empty())));
    all.add(
        Format.of(
            "replica-report-guarantee",
            Codecs.INSTANCE_REPORT,
            new InstanceReport(
                "a",
                VERSION,
                4,
                true,
                Optional.empty(),
                NOW,
                "localhost:8080",
                Optional.of("fast"))));
  }

  private static void addJoin(List<Format> all) {
    all.add(
        Format.of("join-pending", Codecs.JOIN_ENTRY, new JoinEntry.Pending(scored(), 1, false)));
    all.add(
        Format.of(
            "join-pending-weighted", Codecs.JOIN_ENTRY, new JoinEntry.Pending(scored(), 10, true)));
    all.add(
        Format.of(
            "join-unsampled", Codecs.JOIN_ENTRY, new JoinEntry.Unsampled(NOW, 1L << 40, ENTITIES)));
    all.add(Format.of("join-early", Codecs.JOIN_ENTRY, new JoinEntry.Early(true, NOW, NOW + 5, 0)));
    all.add(
        Format.of(
            "join-closed",
            Codecs.JOIN_ENTRY,
            new JoinEntry.Closed(false, true, false, NOW, NOW + 6, ENTITIES, 0)));
    all.add(
        Format.of(
            "join-pending-learners",
            Codecs.JOIN_ENTRY,
            new JoinEntry.Pending(scoredByTwo(), 1, false)));
    all.add(
        Format.of(
            "join-early-channel", Codecs.JOIN_ENTRY, new JoinEntry.Early(true, NOW, NOW + 5, 99)));
    all.add(
        Format.of(
            "join-closed-channel",
            Codecs.JOIN_ENTRY,
            new JoinEntry.Closed(true, false, true, NOW, NOW + 6, ENTITIES, 99)));
    all.add(
        Format.of(
            "join-due-channel",
            Codecs.DUE,
            new Due(NOW, Due.Kind.LABEL, NOW - 1, "größe", 7, true, 99)));
    all.add(Format.of("join-clock", Serdes.Long(), NOW));
    all.add(
        Format.of("join-due", Codecs.DUE, new Due(NOW, Due.Kind.LABEL, NOW - 1, "e1", 7, true)));
  }

  private static LogRecord.Configured configured() {
    return new LogRecord.Configured("a = 1\n", -3L, 1, 3, "first", "\"a\": \"1\"\n");
  }

  private static void addLog(List<Format> all) {
    all.add(Format.of("log-configured", Codecs.LOG_RECORD, configured()));
    all.add(
        Format.of(
            "log-example", Codecs.LOG_RECORD, new LogRecord.Lesson(Examples.of(1).get(0), -3L)));
    all.add(
        Format.of(
            "log-example-reversing",
            Codecs.LOG_RECORD,
            new LogRecord.Lesson(Examples.taught(Examples.of(1).get(0), 1, 2.5f, 10), -3L)));
    all.add(
        Format.of(
            "log-example-provisional",
            Codecs.LOG_RECORD,
            new LogRecord.Lesson(Examples.taught(Examples.of(1).get(0), 0, 10, 0), -3L)));
    Command configure = new Command("c1", 3, NOW, "ann", new Command.Configure(configured()));
    Command threshold = new Command("c2", 3, NOW, "ann", new Command.OverrideThreshold(0.5));
    Command release = new Command("c3", 3, NOW, "ann", new Command.ReleaseThreshold());
    all.add(Format.of("log-command", Codecs.LOG_RECORD, new LogRecord.Commanded(configure, "no")));
    all.add(
        Format.of(
            "log-command-placed", Codecs.LOG_RECORD, new LogRecord.Commanded(configure, "no", 17)));
    Command start = new Command("c7", 3, NOW, "ann", new Command.Start("there", 5, "00ff10"));
    all.add(Format.of("log-start", Codecs.LOG_RECORD, new LogRecord.Commanded(start, "")));
    all.add(
        Format.of("log-start-part", Codecs.LOG_RECORD, new LogRecord.StartPart(new byte[] {1, 0})));
    all.add(Format.of("command-configure", Codecs.COMMAND, configure));
    all.add(Format.of("command-threshold", Codecs.COMMAND, threshold));
    Command change =
        new Command(
            "c4",
            Command.ALL_GENERATIONS,
            NOW,
            "ann",
            new Command.Switch(1, 2, Map.of(new TopicPartition("events", 3), 1L << 40)));
    all.add(Format.of("command-switch", Codecs.COMMAND, change));
    all.add(Format.of("command-release", Codecs.COMMAND, release));
    all.add(
        Format.of(
            "command-promote",
            Codecs.COMMAND,
            new Command("c5", 3, NOW, "ann", new Command.Promote("quick", true))));
    all.add(
        Format.of(
            "command-release-promotion",
            Codecs.COMMAND,
            new Command("c8", 3, NOW, "ann", new Command.ReleasePromotion())));
    all.add(
        Format.of(
            "command-rollback",
            Codecs.COMMAND,
            new Command("c6", 3, NOW, "ann", new Command.Rollback())));
    all.add(
        Format.of(
            "command-end-reaction",
            Codecs.COMMAND,
            new Command("c7", 3, NOW, "ann", new Command.EndReaction())));
    all.add(
        Format.of(
            "log-example-marked",
            Codecs.LOG_RECORD,
            new LogRecord.Lesson(
                Examples.said(
                    Examples.of(1).get(0),
                    new double[] {0.25, 0.5},
                    new long[] {-1, 7},
                    new double[] {0.125, 0.75}),
                -3L)));
  }

  private static void addSnapshots(List<Format> all) {
    all.add(
        Format.of("snapshot-key", Codecs.SNAPSHOT_PART, new SnapshotPart(3, VERSION.offset(), 9)));
    all.add(
        Format.of(
            "snapshot-manifest",
            Codecs.MANIFEST,
            new Manifest(
                "kR2-log",
                3,
                4,
                "00ff10",
                5,
                NOW,
                configured(),
                List.of(new LogEntry(7, "c1", LogEntry.CONFIGURE, "a: 0 -> 1", NOW, "me", "", -3L)),
                Manifest.Older.NONE)));
    all.add(
        Format.of(
            "snapshot-manifest-older",
            Codecs.MANIFEST,
            new Manifest(
                "kR2-log",
                3,
                4,
                "00ff10",
                5,
                NOW,
                configured(),
                List.of(),
                new Manifest.Older(19_000, List.of(-3L, 8L), VERSION.offset()))));
  }

  /** A file that is read again must come to the settings that it came to. */
  private static void addSettings(List<Format> all) {
    Pipeline pipeline = PipelineFile.read("golden.yaml", PIPELINE, Map.of());
    String settings = pipeline.canonicalSettings();
    all.add(
        new Format(
            "settings.txt",
            settings.getBytes(UTF_8),
            bytes -> assertThat(pipeline.differences(new String(bytes, UTF_8))).isEmpty()));
    all.add(
        new Format(
            "pipeline-file.yaml",
            pipeline.file().getBytes(UTF_8),
            bytes ->
                assertThat(
                        PipelineFile.read("golden", new String(bytes, UTF_8), Map.of())
                            .canonicalSettings())
                    .isEqualTo(settings)));
  }

  static final String PIPELINE =
      """
      pipeline: golden
      kind: classify
      generation: 3
      partitions: 2
      events: {topic: events, format: json, id: id, time: {field: at, format: iso, zone: UTC}}
      labels: {topic: labels, id: id, value: v, positive: [1], negative: [0], assume: negative, after: 7d}
      features:
        - {name: amount, of: amount, as: number}
        - {name: country, of: country, as: category}
        - {per: customer, over: [1d], take: [mean(amount), count, label_rate, label_streak], bins: [4], raw: true}
        - {cross: [[amount, country]]}
      learner: {kind: logistic, update: ftrl, rate: 0.1, hash_bits: 10}
      decide: {alert_budget: 5/day, per: customer, zone: UTC, initial_threshold: 0.5}
      measure: [auc_roc]
      output: {scores: scores, alerts: alerts}
      """;
}
