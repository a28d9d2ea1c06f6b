package io.millrace.stream.topic;

import com.google.protobuf.ByteString;
import io.millrace.stream.topic.proto.ReplicaReport;
import io.millrace.stream.topic.proto.SnapshotManifest;
import java.util.HexFormat;
import java.util.Optional;

/** What instances tell of their replicas: manifests of snapshots, and reports. */
final class ReplicaCodec {
  private ReplicaCodec() {}

  static SnapshotManifest toRecord(Manifest manifest) {
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

  static Manifest toManifest(SnapshotManifest in) {
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

  static ReplicaReport toRecord(InstanceReport report) {
    return ReplicaReport.newBuilder()
        .setInstance(report.instance())
        .setVersion(Fields.toRecord(report.version()))
        .setExamples(report.examples())
        .setCaughtUp(report.caughtUp())
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(report.sha256().orElse(""))))
        .setAtMs(report.at())
        .setHttp(report.http())
        .build();
  }

  static InstanceReport toReport(ReplicaReport in) {
    String sha256 = HexFormat.of().formatHex(in.getSha256().toByteArray());
    return new InstanceReport(
        in.getInstance(),
        Fields.toVersion(in.getVersion()),
        in.getExamples(),
        in.getCaughtUp(),
        Optional.of(sha256).filter(text -> !text.isEmpty()),
        in.getAtMs(),
        in.getHttp());
  }
}
