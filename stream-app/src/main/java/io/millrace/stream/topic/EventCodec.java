package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.stream.topic.proto.EventRecord;
import io.millrace.stream.topic.proto.SourceRecord;

/** Events between the hops of the scoring application, with what is known of them so far. */
final class EventCodec {
  private EventCodec() {}

  static EventRecord toRecord(EnrichedEvent enriched) {
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
    for (EntityRef ref : enriched.entities()) out.addEntities(Fields.toRecord(ref));
    return out.build();
  }

  static EnrichedEvent toEnriched(EventRecord in) {
    Event event =
        new Event(
            in.getId(),
            in.getTimeMs(),
            Fields.doubles(in.getNumbersList()),
            Fields.texts(in.getTextsList(), in.getTextPresentList()).toArray(new String[0]));
    SourceRecord source = in.getSource();
    return new EnrichedEvent(
        event,
        Fields.floats(in.getValuesList()),
        Fields.entities(in.getEntitiesList()),
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
}
