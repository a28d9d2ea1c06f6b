package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.stream.topic.proto.ClosedRecord;
import io.millrace.stream.topic.proto.EarlyRecord;
import io.millrace.stream.topic.proto.JoinEntryRecord;
import io.millrace.stream.topic.proto.UnsampledRecord;

/** What the label join keeps of an event id. */
final class JoinEntryCodec {
  private JoinEntryCodec() {}

  static JoinEntryRecord toRecord(JoinEntry entry) {
    JoinEntryRecord.Builder out = JoinEntryRecord.newBuilder();
    if (entry instanceof JoinEntry.Pending pending) {
      if (pending.weight() != 1) out.setWeight(pending.weight());
      out.setTaken(pending.taken());
      return out.setPending(ScoredCodec.toRecord(pending.event())).build();
    }
    if (entry instanceof JoinEntry.Unsampled unsampled) {
      return out.setUnsampled(toRecord(unsampled)).build();
    }
    if (entry instanceof JoinEntry.Early early) {
      return out.setEarly(
              EarlyRecord.newBuilder()
                  .setPositive(early.positive())
                  .setKnownAtMs(early.knownAt())
                  .setForgetAtMs(early.forgetAt())
                  .setChannel(early.channel()))
          .build();
    }
    return out.setClosed(toRecord((JoinEntry.Closed) entry)).build();
  }

  private static UnsampledRecord toRecord(JoinEntry.Unsampled unsampled) {
    UnsampledRecord.Builder out =
        UnsampledRecord.newBuilder()
            .setEventTimeMs(unsampled.eventTime())
            .setOffset(unsampled.place());
    for (EntityRef ref : unsampled.entities()) out.addEntities(Fields.toRecord(ref));
    return out.build();
  }

  private static ClosedRecord toRecord(JoinEntry.Closed closed) {
    ClosedRecord.Builder out =
        ClosedRecord.newBuilder()
            .setPositive(closed.positive())
            .setAssumed(closed.assumed())
            .setLabelled(closed.labelled())
            .setEventTimeMs(closed.eventTime())
            .setForgetAtMs(closed.forgetAt())
            .setChannel(closed.channel());
    for (EntityRef ref : closed.entities()) out.addEntities(Fields.toRecord(ref));
    return out.build();
  }

  static JoinEntry toJoinEntry(JoinEntryRecord in) {
    return switch (in.getStateCase()) {
      case PENDING ->
          new JoinEntry.Pending(
              ScoredCodec.toEvent(in.getPending()),
              in.getWeight() == 0 ? 1 : in.getWeight(),
              in.getTaken());
      case UNSAMPLED -> toUnsampled(in.getUnsampled());
      case EARLY -> toEarly(in.getEarly());
      case CLOSED -> toClosed(in.getClosed());
      case STATE_NOT_SET ->
          throw new IllegalArgumentException(
              "neither pending, unsampled, early nor closed, expected one of them: a newer Millrace"
                  + " wrote it");
    };
  }

  private static JoinEntry.Unsampled toUnsampled(UnsampledRecord in) {
    return new JoinEntry.Unsampled(
        in.getEventTimeMs(), in.getOffset(), Fields.entities(in.getEntitiesList()));
  }

  private static JoinEntry.Early toEarly(EarlyRecord in) {
    return new JoinEntry.Early(
        in.getPositive(), in.getKnownAtMs(), in.getForgetAtMs(), in.getChannel());
  }

  private static JoinEntry.Closed toClosed(ClosedRecord in) {
    return new JoinEntry.Closed(
        in.getPositive(),
        in.getAssumed(),
        in.getLabelled(),
        in.getEventTimeMs(),
        in.getForgetAtMs(),
        Fields.entities(in.getEntitiesList()),
        in.getChannel());
  }
}
