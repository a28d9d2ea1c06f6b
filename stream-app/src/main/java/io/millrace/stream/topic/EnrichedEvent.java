package io.millrace.stream.topic;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * An event between the hops of the scoring application.
 *
 * @param values one a feature, NaN where not known (yet)
 * @param entities one an entity of the feature set; null where the event lacks it or its stage is
 *     still to come
 */
@SuppressWarnings("ArrayRecordComponent") // Owned by the record; copies would cost every event.
public record EnrichedEvent(Event event, float[] values, List<EntityRef> entities, Source source) {
  public EnrichedEvent {
    entities = Collections.unmodifiableList(entities);
  }

  /** The same event with the history of one entity read; the values are written in place. */
  public EnrichedEvent with(int entity, EntityRef ref) {
    EntityRef[] refs = entities.toArray(new EntityRef[0]);
    refs[entity] = ref;
    return new EnrichedEvent(event, values, Arrays.asList(refs), source);
  }
}
