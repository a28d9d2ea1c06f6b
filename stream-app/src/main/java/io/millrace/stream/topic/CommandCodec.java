package io.millrace.stream.topic;

import com.google.protobuf.ByteString;
import io.millrace.stream.topic.Command.Action;
import io.millrace.stream.topic.Command.Configure;
import io.millrace.stream.topic.Command.EndReaction;
import io.millrace.stream.topic.Command.OverrideThreshold;
import io.millrace.stream.topic.Command.Promote;
import io.millrace.stream.topic.Command.ReleasePromotion;
import io.millrace.stream.topic.Command.ReleaseThreshold;
import io.millrace.stream.topic.Command.Rollback;
import io.millrace.stream.topic.Command.Start;
import io.millrace.stream.topic.Command.Switch;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.proto.CommandRecord;
import io.millrace.stream.topic.proto.ConfiguredRecord;
import io.millrace.stream.topic.proto.LogEntryRecord;
import io.millrace.stream.topic.proto.PromoteRecord;
import io.millrace.stream.topic.proto.SnapshotManifest;
import io.millrace.stream.topic.proto.SourcePlace;
import io.millrace.stream.topic.proto.StartRecord;
import io.millrace.stream.topic.proto.SwitchRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Settings, commands, and the manifests that carry both, as protobuf messages. */
final class CommandCodec {
  private static final Comparator<TopicPartition> PLACES =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private CommandCodec() {}

  static ConfiguredRecord toRecord(Configured configured) {
    return ConfiguredRecord.newBuilder()
        .setSettings(configured.settings())
        .setFeatureSet(configured.featureSet())
        .setLearnerArithmetic(configured.learnerArithmetic())
        .setGeneration(configured.generation())
        .setId(configured.id())
        .setFile(configured.file())
        .build();
  }

  static Configured toConfigured(ConfiguredRecord in) {
    return new Configured(
        in.getSettings(),
        in.getFeatureSet(),
        in.getLearnerArithmetic(),
        in.getGeneration(),
        in.getId(),
        in.getFile());
  }

  static CommandRecord toRecord(Command command) {
    return builder(command).build();
  }

  static CommandRecord toRecord(Commanded commanded) {
    return builder(commanded.command())
        .setRefusal(commanded.refusal())
        .setPlaceAfter(commanded.place() + 1)
        .build();
  }

  private static CommandRecord.Builder builder(Command command) {
    CommandRecord.Builder out =
        CommandRecord.newBuilder()
            .setId(command.id())
            .setGeneration(command.generation())
            .setIssuedMs(command.issued())
            .setBy(command.by());
    if (command.action() instanceof Configure configure) {
      return out.setConfigure(toRecord(configure.settings()));
    }
    if (command.action() instanceof OverrideThreshold threshold) {
      return out.setThreshold(threshold.value());
    }
    if (command.action() instanceof Promote promote) {
      return out.setPromote(
          PromoteRecord.newBuilder().setName(promote.name()).setForce(promote.force()));
    }
    if (command.action() instanceof Rollback) return out.setRollback(true);
    if (command.action() instanceof ReleasePromotion) return out.setReleasePromotion(true);
    if (command.action() instanceof Start start) return out.setStart(toRecord(start));
    if (command.action() instanceof EndReaction) return out.setEndReaction(true);
    if (command.action() instanceof Switch to) return out.setSwitch(toRecord(to));
    return out.setReleaseThreshold(true);
  }

  private static StartRecord toRecord(Start start) {
    return StartRecord.newBuilder()
        .setFrom(start.from())
        .setBytes(start.bytes())
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(start.sha256())))
        .build();
  }

  private static Start toStart(StartRecord in) {
    return new Start(
        in.getFrom(), in.getBytes(), HexFormat.of().formatHex(in.getSha256().toByteArray()));
  }

  private static SwitchRecord toRecord(Switch to) {
    SwitchRecord.Builder out = SwitchRecord.newBuilder().setFrom(to.from()).setTo(to.to());
    // In one order, so that equal switches are equal bytes.
    to.places().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(PLACES))
        .forEach(
            place ->
                out.addPlaces(
                    SourcePlace.newBuilder()
                        .setTopic(place.getKey().topic())
                        .setPartition(place.getKey().partition())
                        .setOffset(place.getValue())));
    return out.build();
  }

  private static Switch toSwitch(SwitchRecord in) {
    Map<TopicPartition, Long> places = new HashMap<>();
    for (SourcePlace place : in.getPlacesList()) {
      places.put(new TopicPartition(place.getTopic(), place.getPartition()), place.getOffset());
    }
    return new Switch(in.getFrom(), in.getTo(), places);
  }

  static Command toCommand(CommandRecord in) {
    return new Command(in.getId(), in.getGeneration(), in.getIssuedMs(), in.getBy(), toAction(in));
  }

  static Commanded toCommanded(CommandRecord in) {
    return new Commanded(toCommand(in), in.getRefusal(), in.getPlaceAfter() - 1);
  }

  private static Action toAction(CommandRecord in) {
    return switch (in.getActionCase()) {
      case CONFIGURE -> new Configure(toConfigured(in.getConfigure()));
      case THRESHOLD -> new OverrideThreshold(in.getThreshold());
      case RELEASE_THRESHOLD -> new ReleaseThreshold();
      case PROMOTE -> new Promote(in.getPromote().getName(), in.getPromote().getForce());
      case ROLLBACK -> new Rollback();
      case RELEASE_PROMOTION -> new ReleasePromotion();
      case START -> toStart(in.getStart());
      case END_REACTION -> new EndReaction();
      case SWITCH -> toSwitch(in.getSwitch());
      case ACTION_NOT_SET ->
          throw new IllegalArgumentException(
              "command " + in.getId() + " does nothing that is known: a newer Millrace wrote it");
    };
  }

  static SnapshotManifest toRecord(Manifest manifest) {
    SnapshotManifest.Builder out =
        SnapshotManifest.newBuilder()
            .setLog(manifest.log())
            .setChunks(manifest.chunks())
            .setBytes(manifest.bytes())
            .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(manifest.sha256())))
            .setExamples(manifest.examples())
            .setWrittenMs(manifest.written())
            .setConfigured(toRecord(manifest.configured()));
    for (LogEntry entry : manifest.entries()) out.addEntries(toRecord(entry));
    Manifest.Older older = manifest.older();
    out.setOlderEntries(older.entries()).setCommandsAfter(older.commandsUntil() + 1);
    out.addAllOlderFeatureSets(older.featureSets());
    return out.build();
  }

  static Manifest toManifest(SnapshotManifest in) {
    return new Manifest(
        in.getLog(),
        in.getChunks(),
        in.getBytes(),
        HexFormat.of().formatHex(in.getSha256().toByteArray()),
        in.getExamples(),
        in.getWrittenMs(),
        toConfigured(in.getConfigured()),
        in.getEntriesList().stream().map(CommandCodec::toEntry).toList(),
        new Manifest.Older(
            in.getOlderEntries(), in.getOlderFeatureSetsList(), in.getCommandsAfter() - 1));
  }

  private static LogEntryRecord toRecord(LogEntry entry) {
    return LogEntryRecord.newBuilder()
        .setOffset(entry.offset())
        .setId(entry.id())
        .setKind(entry.kind())
        .setSaid(entry.said())
        .setIssuedMs(entry.issued())
        .setBy(entry.by())
        .setRefusal(entry.refusal())
        .setFeatureSet(entry.featureSet())
        .build();
  }

  private static LogEntry toEntry(LogEntryRecord in) {
    return new LogEntry(
        in.getOffset(),
        in.getId(),
        in.getKind(),
        in.getSaid(),
        in.getIssuedMs(),
        in.getBy(),
        in.getRefusal(),
        in.getFeatureSet());
  }
}
