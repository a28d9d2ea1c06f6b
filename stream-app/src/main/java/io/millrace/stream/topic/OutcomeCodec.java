package io.millrace.stream.topic;

import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.stream.topic.proto.OutcomeMessage;

/** What became of events and labels. */
final class OutcomeCodec {
  private OutcomeCodec() {}

  static OutcomeMessage toMessage(OutcomeEntry entry) {
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

  static OutcomeEntry toOutcome(OutcomeMessage in) {
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
}
