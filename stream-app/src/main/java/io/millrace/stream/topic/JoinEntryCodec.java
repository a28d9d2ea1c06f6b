package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.stream.topic.proto.ClosedRecord;
import io.millrace.stream.topic.proto.EarlyRecord;
import io.millrace.stream.topic.proto.JoinEntryRecord;

/** What the label join keeps of an event id. */
final class JoinEntryCodec {
  private JoinEntryCodec() {}

  static JoinEntryRecord toRecord(JoinEntry entry) {
    JoinEntryRecord.Builder out = JoinEntryRecord.newBuilder();
    if (entry instanceof JoinEntry.Pending pending) {
      return out.setPending(ScoredCodec.toRecord(pending.event())).build();
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
    for (EntityRef ref : closed.entities()) out.addEntities(Fields.toRecord(ref));
    return out.build();
  }

  static JoinEntry toJoinEntry(JoinEntryRecord in) {
    return switch (in.getStateCase()) {
      case PENDING -> new JoinEntry.Pending(ScoredCodec.toEvent(in.getPending()));
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
        Fields.entities(in.getEntitiesList()));
  }
}
