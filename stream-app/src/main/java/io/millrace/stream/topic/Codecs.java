package io.millrace.stream.topic;

import io.millrace.model.event.LabelFact;
import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.stream.topic.proto.ActivityRecord;
import io.millrace.stream.topic.proto.CommandRecord;
import io.millrace.stream.topic.proto.EventRecord;
import io.millrace.stream.topic.proto.JoinEntryRecord;
import io.millrace.stream.topic.proto.LabelFactRecord;
import io.millrace.stream.topic.proto.LabelRecord;
import io.millrace.stream.topic.proto.OutcomeMessage;
import io.millrace.stream.topic.proto.ReplicaReport;
import io.millrace.stream.topic.proto.ScoredEventRecord;
import io.millrace.stream.topic.proto.SnapshotKey;
import io.millrace.stream.topic.proto.SnapshotManifest;
import io.millrace.stream.topic.proto.TickRecord;
import io.millrace.stream.topic.proto.TrainingRecord;
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
      new MessageSerde<>(
          "event", EventRecord.parser(), EventCodec::toRecord, EventCodec::toEnriched);

  /** The feature log. */
  public static final Serde<ScoredRecord> SCORED =
      new MessageSerde<>(
          "scored event", ScoredEventRecord.parser(), ScoredCodec::toRecord, ScoredCodec::toScored);

  /** Between the hops of the application that recommends. */
  public static final Serde<ArrivedActivity> ACTIVITY =
      new MessageSerde<>(
          "activity", ActivityRecord.parser(), ActivityCodec::toRecord, ActivityCodec::toArrived);

  public static final Serde<ArrivedLabel> LABEL =
      new MessageSerde<>("label", LabelRecord.parser(), LabelCodec::toRecord, LabelCodec::toLabel);

  /** The label clock: epoch milliseconds. */
  public static final Serde<Long> TICK =
      new MessageSerde<>(
          "tick",
          TickRecord.parser(),
          time -> TickRecord.newBuilder().setTimeMs(time).build(),
          TickRecord::getTimeMs);

  public static final Serde<OutcomeEntry> OUTCOME =
      new MessageSerde<>(
          "outcome", OutcomeMessage.parser(), OutcomeCodec::toMessage, OutcomeCodec::toOutcome);

  /** The training log. */
  public static final Serde<LogRecord> LOG_RECORD =
      new MessageSerde<>(
          "training record", TrainingRecord.parser(), LogCodec::toRecord, LogCodec::toLogRecord);

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
          "snapshot manifest",
          SnapshotManifest.parser(),
          CommandCodec::toRecord,
          CommandCodec::toManifest);

  /** The commands topic. */
  public static final Serde<Command> COMMAND =
      new MessageSerde<>(
          "command", CommandRecord.parser(), CommandCodec::toRecord, CommandCodec::toCommand);

  /** The replicas topic. */
  public static final Serde<InstanceReport> INSTANCE_REPORT =
      new MessageSerde<>(
          "replica report", ReplicaReport.parser(), ReplicaCodec::toRecord, ReplicaCodec::toReport);

  /** What the label join keeps of an event id. */
  public static final Serde<JoinEntry> JOIN_ENTRY =
      new MessageSerde<>(
          "label join entry",
          JoinEntryRecord.parser(),
          JoinEntryCodec::toRecord,
          JoinEntryCodec::toJoinEntry);

  /** A due thing as a key whose bytes sort as the dues do. */
  public static final Serde<Due> DUE =
      Serdes.serdeFrom((topic, due) -> DueCodec.bytes(due), (topic, bytes) -> DueCodec.due(bytes));

  private Codecs() {}

  /** Feedback to the histories of one entity. */
  public static Serde<LabelFact> labelFact(int entity) {
    return new MessageSerde<>(
        "label fact",
        LabelFactRecord.parser(),
        LabelCodec::toRecord,
        record -> LabelCodec.toLabelFact(entity, record));
  }
}
