package io.millrace.stream.enrich;

import io.millrace.stream.topic.EnrichedEvent;
import io.millrace.stream.topic.OutcomeEntry;

/** What became of an event at an entity's histories. */
public sealed interface Enriched {
  /** The event with what the history says. */
  record Known(EnrichedEvent event) implements Enriched {}

  /** The event has been here before: it changed nothing and gets no second score. */
  record Repeated(OutcomeEntry entry) implements Enriched {}
}
