package io.millrace.stream.topic;

import com.google.protobuf.ByteString;
import io.millrace.stream.topic.proto.ReplicaReport;
import java.util.HexFormat;
import java.util.Optional;

/** What instances report of their replicas. */
final class ReplicaCodec {
  private ReplicaCodec() {}

  static ReplicaReport toRecord(InstanceReport report) {
    return ReplicaReport.newBuilder()
        .setInstance(report.instance())
        .setVersion(Fields.toRecord(report.version()))
        .setExamples(report.examples())
        .setCaughtUp(report.caughtUp())
        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(report.sha256().orElse(""))))
        .setAtMs(report.at())
        .setHttp(report.http())
        .setGuarantee(report.guarantee().orElse(""))
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
        in.getHttp(),
        Optional.of(in.getGuarantee()).filter(text -> !text.isEmpty()));
  }
}
