package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.stream.topic.proto.LabelFactRecord;
import io.millrace.stream.topic.proto.LabelRecord;

/** Labels, and what they say to the histories of entities. */
final class LabelCodec {
  private LabelCodec() {}

  static LabelRecord toRecord(ArrivedLabel arrived) {
    Label label = arrived.label();
    return LabelRecord.newBuilder()
        .setId(label.eventId())
        .setPositive(label.positive())
        .setKnownAtMs(label.knownAt())
        .setSequence(label.sequence())
        .setChannel(label.channel())
        .setHeld(arrived.held())
        .build();
  }

  static ArrivedLabel toLabel(LabelRecord in) {
    return new ArrivedLabel(
        new Label(
            in.getId(), in.getPositive(), in.getKnownAtMs(), in.getSequence(), in.getChannel()),
        in.getHeld());
  }

  static LabelFactRecord toRecord(LabelFact fact) {
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

  static LabelFact toLabelFact(int entity, LabelFactRecord in) {
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
}
