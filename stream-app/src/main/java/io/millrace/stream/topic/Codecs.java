package io.millrace.stream.topic;

import com.google.protobuf.ByteString;
import com.google.protobuf.Internal;
import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.proto.ClosedRecord;
import io.millrace.stream.topic.proto.ConfiguredRecord;
import io.millrace.stream.topic.proto.EarlyRecord;
import io.millrace.stream.topic.proto.EntityRecord;
import io.millrace.stream.topic.proto.EventRecord;
import io.millrace.stream.topic.proto.ExampleRecord;
import io.millrace.stream.topic.proto.JoinEntryRecord;
import io.millrace.stream.topic.proto.LabelFactRecord;
import io.millrace.stream.topic.proto.LabelRecord;
import io.millrace.stream.topic.proto.OutcomeMessage;
import io.millrace.stream.topic.proto.ReplicaReport;
import io.millrace.stream.topic.proto.ScoredEventRecord;
import io.millrace.stream.topic.proto.SnapshotKey;
import io.millrace.stream.topic.proto.SnapshotManifest;
import io.millrace.stream.topic.proto.SourceRecord;
import io.millrace.stream.topic.proto.TickRecord;
import io.millrace.stream.topic.proto.TrainingRecord;
import io.millrace.stream.topic.proto.VersionRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The bytes of everything Millrace keeps in its own topics and stores: {@code records.proto},
 * behind one byte that says the format. Every codec gives back what it was given, to the last bit
 * of every number; the codecs hold no state and may be shared by threads.
 */
public final class Codecs {
  public static final Serde<String> TEXT = Serdes.String();
  public static final Serde<byte[]> BYTES = Serdes.ByteArray();

  /** Between the hops of the scoring application. */
  public static final Serde<EnrichedEvent> ENRICHED_EVENT =
      new MessageSerde<>("event", EventRecord.parser(), Codecs::toRecord, Codecs::toEnriched);

  /** The feature log. */
  public static final Serde<ScoredRecord> SCORED =
      new MessageSerde<>(
          "scored event", ScoredEventRecord.parser(), Codecs::toRecord, Codecs::toScored);

  public static final Serde<ArrivedLabel> LABEL =
      new MessageSerde<>("label", LabelRecord.parser(), Codecs::toRecord, Codecs::toLabel);

  /** The label clock: epoch milliseconds. */
  public static final Serde<Long> TICK =
      new MessageSerde<>(
          "tick",
          TickRecord.parser(),
          time -> TickRecord.newBuilder().setTimeMs(time).build(),
          TickRecord::getTimeMs);

  public static final Serde<OutcomeEntry> OUTCOME =
      new MessageSerde<>("outcome", OutcomeMessage.parser(), Codecs::toMessage, Codecs::toOutcome);

  /** The training log. */
  public static final Serde<LogRecord> LOG_RECORD =
      new MessageSerde<>(
          "training record", TrainingRecord.parser(), Codecs::toRecord, Codecs::toLogRecord);

  public static final Serde<SnapshotPart> SNAPSHOT_PART =
      new MessageSerde<>(
          "snapshot key",
          SnapshotKey.parser(),
          part ->
              SnapshotKey.newBuilder()
                  .setGeneration(part.generation())
                  .setOffset(part.offset())
                  .setChunk(part.chunk())
                  .build(),
          key -> new SnapshotPart(key.getGeneration(), key.getOffset(), key.getChunk()));

  /** The value of a snapshot's manifest. */
  public static final Serde<Manifest> MANIFEST =
      new MessageSerde<>(
          "snapshot manifest", SnapshotManifest.parser(), Codecs::toRecord, Codecs::toManifest);

  /** The replicas topic. */
  public static final Serde<InstanceReport> INSTANCE_REPORT =
      new MessageSerde<>(
          "replica report", ReplicaReport.parser(), Codecs::toRecord, Codecs::toReport);

  /** What the label join keeps of an event id. */
  public static final Serde<JoinEntry> JOIN_ENTRY =
      new MessageSerde<>(
          "label join entry", JoinEntryRecord.parser(), Codecs::toRecord, Codecs::toJoinEntry);

  /** A due thing as a key whose bytes sort as the dues do. */
  public static final Serde<Due> DUE =
      Serdes.serdeFrom((topic, due) -> DueCodec.bytes(due), (topic, bytes) -> DueCodec.due(bytes));

  private Codecs() {}

  /** Feedback to the histories of one entity. */
  public static Serde<LabelFact> labelFact(int entity) {
    return new MessageSerde<>(
        "label fact",
        LabelFactRecord.parser(),
        Codecs::toRecord,
        record -> toLabelFact(entity, record));
  }

  private static EventRecord toRecord(EnrichedEvent enriched) {
    Event event = enriched.event();
    EventRecord.Builder out =
        EventRecord.newBuilder()
            .setId(event.id())
            .setTimeMs(event.time())
            .setSource(toRecord(enriched.source()));
    for (double number : event.numbers()) out.addNumbers(number);
    for (String text : event.texts()) {
      out.addTexts(text == null ? "" : text).addTextPresent(text != null);
    }
    for (float value : enriched.values()) out.addValues(value);
    for (EntityRef ref : enriched.entities()) out.addEntities(toRecord(ref));
    return out.build();
  }

  private static EnrichedEvent toEnriched(EventRecord in) {
    Event event =
        new Event(
            in.getId(),
            in.getTimeMs(),
            doubles(in.getNumbersList()),
            texts(in.getTextsList(), in.getTextPresentList()).toArray(new String[0]));
    SourceRecord source = in.getSource();
    return new EnrichedEvent(
        event,
        floats(in.getValuesList()),
        entities(in.getEntitiesList()),
        new Source(
            source.getTopic(), source.getPartition(), source.getOffset(), source.getTimestampMs()));
  }

  private static SourceRecord toRecord(Source source) {
    return SourceRecord.newBuilder()
        .setTopic(source.topic())
        .setPartition(source.partition())
        .setOffset(source.offset())
        .setTimestampMs(source.timestamp())
        .build();
  }

  private static ScoredEventRecord toRecord(ScoredRecord scored) {
    return toRecord(scored.event())
        .setVersion(toRecord(scored.version()))
        .setFeatureSet(scored.featureSet())
        .build();
  }

  private static ScoredRecord toScored(ScoredEventRecord in) {
    return new ScoredRecord(toEvent(in), toVersion(in.getVersion()), in.getFeatureSet());
  }

  private static ScoredEventRecord.Builder toRecord(ScoredEvent event) {
    ScoredEventRecord.Builder out =
        ScoredEventRecord.newBuilder()
            .setId(event.eventId())
            .setTimeMs(event.eventTime())
            .setThreshold(event.threshold())
            .setVersion(VersionRecord.newBuilder().setOffset(event.version()))
            .setBudgetEntity(event.budgetEntity());
    for (float value : event.values()) out.addValues(value);
    for (String text : event.categories()) {
      out.addCategories(text == null ? "" : text).addCategoryPresent(text != null);
    }
    for (double raw : event.rawScores()) out.addRawScores(raw);
    for (EntityRef ref : event.entities()) out.addEntities(toRecord(ref));
    return out;
  }

  private static ScoredEvent toEvent(ScoredEventRecord in) {
    return new ScoredEvent(
        in.getId(),
        in.getTimeMs(),
        floats(in.getValuesList()),
        texts(in.getCategoriesList(), in.getCategoryPresentList()),
        doubles(in.getRawScoresList()),
        in.getThreshold(),
        in.getVersion().getOffset(),
        entities(in.getEntitiesList()),
        in.getBudgetEntity());
  }

  private static VersionRecord toRecord(ModelVersion version) {
    return VersionRecord.newBuilder()
        .setLog(version.log())
        .setGeneration(version.generation())
        .setOffset(version.offset())
        .build();
  }

  private static ModelVersion toVersion(VersionRecord in) {
    return new ModelVersion(in.getLog(), in.getGeneration(), in.getOffset());
  }

  private static LabelRecord toRecord(ArrivedLabel arrived) {
    Label label = arrived.label();
    return LabelRecord.newBuilder()
        .setId(label.eventId())
        .setPositive(label.positive())
        .setKnownAtMs(label.knownAt())
        .setSequence(label.sequence())
        .setHeld(arrived.held())
        .build();
  }

  private static ArrivedLabel toLabel(LabelRecord in) {
    return new ArrivedLabel(
        new Label(in.getId(), in.getPositive(), in.getKnownAtMs(), in.getSequence()), in.getHeld());
  }

  private static LabelFactRecord toRecord(LabelFact fact) {
    return LabelFactRecord.newBuilder()
        .setKey(fact.ref().key())
        .setPartition(fact.ref().partition())
        .setEventId(fact.eventId())
        .setEventTimeMs(fact.eventTime())
        .setKnownAtMs(fact.knownAt())
        .setPositive(fact.positive())
        .setAssumed(fact.assumed())
        .setCorrection(fact.correction())
        .build();
  }

  private static LabelFact toLabelFact(int entity, LabelFactRecord in) {
    return new LabelFact(
        entity,
        new EntityRef(in.getKey(), in.getPartition()),
        in.getEventId(),
        in.getEventTimeMs(),
        in.getKnownAtMs(),
        in.getPositive(),
        in.getAssumed(),
        in.getCorrection());
  }

  private static OutcomeMessage toMessage(OutcomeEntry entry) {
    OutcomeMessage.Builder out =
        OutcomeMessage.newBuilder()
            .setPartition(entry.partition())
            .setGeneration(entry.generation());
    if (entry instanceof OutcomeEntry.Told told) {
      OutcomeRecord outcome = told.outcome();
      return out.setKind(OutcomeMessage.Kind.valueOf(outcome.outcome().name()))
          .setId(outcome.id())
          .setAtMs(outcome.at())
          .setPositive(outcome.positive())
          .setWasEarly(outcome.wasEarly())
          .build();
    }
    OutcomeEntry.ClockReached reached = (OutcomeEntry.ClockReached) entry;
    return out.setKind(OutcomeMessage.Kind.CLOCK_REACHED).setAtMs(reached.at()).build();
  }

  private static OutcomeEntry toOutcome(OutcomeMessage in) {
    if (in.getKind() == OutcomeMessage.Kind.CLOCK_REACHED) {
      return new OutcomeEntry.ClockReached(in.getAtMs(), in.getPartition(), in.getGeneration());
    }
    OutcomeRecord outcome =
        new OutcomeRecord(
            Outcome.valueOf(in.getKind().name()),
            in.getId(),
            in.getAtMs(),
            in.getPositive(),
            in.getWasEarly());
    return new OutcomeEntry.Told(outcome, in.getPartition(), in.getGeneration());
  }

  private static TrainingRecord toRecord(LogRecord record) {
    if (record instanceof LogRecord.Lesson lesson) {
      return TrainingRecord.newBuilder().setExample(toRecord(lesson)).build();
    }
    LogRecord.Configured configured = (LogRecord.Configured) record;
    return TrainingRecord.newBuilder()
        .setConfigured(
            ConfiguredRecord.newBuilder()
                .setSettings(configured.settings())
                .setFeatureSet(configured.featureSet())
                .setLearnerArithmetic(configured.learnerArithmetic())
                .setGeneration(configured.generation())
                .setId(configured.id()))
        .build();
  }

  private static ExampleRecord toRecord(LogRecord.Lesson lesson) {
    Example example = lesson.example();
    ExampleRecord.Builder out =
        ExampleRecord.newBuilder()
            .setId(example.eventId())
            .setTimeMs(example.eventTime())
            .setKnownAtMs(example.knownAt())
            .setPositive(example.positive())
            .setAssumed(example.assumed())
            .setWeight(example.weight())
            .setThreshold(example.threshold())
            .setVersion(example.version())
            .setBudgetEntity(example.budgetEntity())
            .setFeatureSet(lesson.featureSet());
    for (float value : example.values()) out.addValues(value);
    for (double raw : example.rawScores()) out.addRawScores(raw);
    return out.build();
  }

  private static LogRecord toLogRecord(TrainingRecord in) {
    return switch (in.getKindCase()) {
      case CONFIGURED -> toConfigured(in.getConfigured());
      case EXAMPLE -> toLesson(in.getExample());
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "neither settings nor an example, expected one of them: a newer Millrace wrote it");
    };
  }

  private static LogRecord.Configured toConfigured(ConfiguredRecord in) {
    return new LogRecord.Configured(
        in.getSettings(),
        in.getFeatureSet(),
        in.getLearnerArithmetic(),
        in.getGeneration(),
        in.getId());
  }

  private static LogRecord.Lesson toLesson(ExampleRecord in) {
    Example example =
        new Example(
            in.getId(),
            in.getTimeMs(),
            in.getKnownAtMs(),
            floats(in.getValuesList()),
            in.getPositive(),
            in.getAssumed(),
            in.getWeight(),
            doubles(in.getRawScoresList()),
            in.getThreshold(),
            in.getVersion(),
            in.getBudgetEntity());
    return new LogRecord.Lesson(example, in.getFeatureSet());
  }

  private static SnapshotManifest toRecord(Manifest manifest) {
    return SnapshotManifest.newBuilder()
        .setLog(manifest.log())
        .setChunks(manifest.chunks())
        .setBytes(manifest.bytes())
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(manifest.sha256())))
        .setExamples(manifest.examples())
        .setWrittenMs(manifest.written())
        .setFeatureSet(manifest.featureSet())
        .setSettings(manifest.settings())
        .build();
  }

  private static Manifest toManifest(SnapshotManifest in) {
    return new Manifest(
        in.getLog(),
        in.getChunks(),
        in.getBytes(),
        HexFormat.of().formatHex(in.getSha256().toByteArray()),
        in.getExamples(),
        in.getWrittenMs(),
        in.getFeatureSet(),
        in.getSettings());
  }

  private static ReplicaReport toRecord(InstanceReport report) {
    return ReplicaReport.newBuilder()
        .setInstance(report.instance())
        .setVersion(toRecord(report.version()))
        .setExamples(report.examples())
        .setCaughtUp(report.caughtUp())
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(report.sha256().orElse(""))))
        .setAtMs(report.at())
        .setHttp(report.http())
        .build();
  }

  private static InstanceReport toReport(ReplicaReport in) {
    String sha256 = HexFormat.of().formatHex(in.getSha256().toByteArray());
    return new InstanceReport(
        in.getInstance(),
        toVersion(in.getVersion()),
        in.getExamples(),
        in.getCaughtUp(),
        Optional.of(sha256).filter(text -> !text.isEmpty()),
        in.getAtMs(),
        in.getHttp());
  }

  private static JoinEntryRecord toRecord(JoinEntry entry) {
    JoinEntryRecord.Builder out = JoinEntryRecord.newBuilder();
    if (entry instanceof JoinEntry.Pending pending) {
      return out.setPending(toRecord(pending.event())).build();
    }
    if (entry instanceof JoinEntry.Early early) {
      return out.setEarly(
              EarlyRecord.newBuilder()
                  .setPositive(early.positive())
                  .setKnownAtMs(early.knownAt())
                  .setForgetAtMs(early.forgetAt()))
          .build();
    }
    return out.setClosed(toRecord((JoinEntry.Closed) entry)).build();
  }

  private static ClosedRecord toRecord(JoinEntry.Closed closed) {
    ClosedRecord.Builder out =
        ClosedRecord.newBuilder()
            .setPositive(closed.positive())
            .setAssumed(closed.assumed())
            .setLabelled(closed.labelled())
            .setEventTimeMs(closed.eventTime())
            .setForgetAtMs(closed.forgetAt());
    for (EntityRef ref : closed.entities()) out.addEntities(toRecord(ref));
    return out.build();
  }

  private static JoinEntry toJoinEntry(JoinEntryRecord in) {
    return switch (in.getStateCase()) {
      case PENDING -> new JoinEntry.Pending(toEvent(in.getPending()));
      case EARLY -> toEarly(in.getEarly());
      case CLOSED -> toClosed(in.getClosed());
      case STATE_NOT_SET ->
          throw new IllegalArgumentException(
              "neither pending, early nor closed, expected one of them: a newer Millrace wrote it");
    };
  }

  private static JoinEntry.Early toEarly(EarlyRecord in) {
    return new JoinEntry.Early(in.getPositive(), in.getKnownAtMs(), in.getForgetAtMs());
  }

  private static JoinEntry.Closed toClosed(ClosedRecord in) {
    return new JoinEntry.Closed(
        in.getPositive(),
        in.getAssumed(),
        in.getLabelled(),
        in.getEventTimeMs(),
        in.getForgetAtMs(),
        entities(in.getEntitiesList()));
  }

  private static EntityRecord toRecord(EntityRef ref) {
    if (ref == null) return EntityRecord.getDefaultInstance();
    return EntityRecord.newBuilder()
        .setPresent(true)
        .setKey(ref.key())
        .setPartition(ref.partition())
        .build();
  }

  private static List<EntityRef> entities(List<EntityRecord> in) {
    List<EntityRef> refs = new ArrayList<>(in.size());
    for (EntityRecord entity : in) {
      refs.add(entity.getPresent() ? new EntityRef(entity.getKey(), entity.getPartition()) : null);
    }
    return Collections.unmodifiableList(refs);
  }

  private static List<String> texts(List<String> texts, List<Boolean> present) {
    List<String> all = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) all.add(present.get(i) ? texts.get(i) : null);
    return Collections.unmodifiableList(all);
  }

  // Asked as plain lists, protobuf's would box every number.
  private static float[] floats(List<Float> in) {
    float[] values = new float[in.size()];
    if (in instanceof Internal.FloatList list) {
      for (int i = 0; i < values.length; i++) values[i] = list.getFloat(i);
    } else {
      for (int i = 0; i < values.length; i++) values[i] = in.get(i);
    }
    return values;
  }

  private static double[] doubles(List<Double> in) {
    double[] values = new double[in.size()];
    if (in instanceof Internal.DoubleList list) {
      for (int i = 0; i < values.length; i++) values[i] = list.getDouble(i);
    } else {
      for (int i = 0; i < values.length; i++) values[i] = in.get(i);
    }
    return values;
  }
}
