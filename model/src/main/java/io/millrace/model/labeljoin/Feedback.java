package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Tells the entities that track labels what an event's label says. */
final class Feedback {
  private final int[] tracking;
  private final LabelJoinOutput output;

  Feedback(FeatureSet features, LabelJoinOutput output) {
    tracking = tracking(features.entities());
    this.output = output;
  }

  private static int[] tracking(List<EntitySpec> entities) {
    int[] places = new int[entities.size()];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (entities.get(i).tracksLabels()) {
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }

  /** Those of an event's entities that may be told of it, at their places; null elsewhere. */
  List<EntityRef> tracked(List<EntityRef> entities) {
    if (tracking.length == 0) {
      return List.of();
    }
    EntityRef[] kept = new EntityRef[entities.size()];
    for (int entity : tracking) {
      kept[entity] = entities.get(entity);
    }
    return Collections.unmodifiableList(Arrays.asList(kept));
  }

  /** Tells those that the event has; nobody where an entry does not remember who they are. */
  void tell(
      List<EntityRef> entities,
      String id,
      long eventTime,
      long knownAt,
      boolean positive,
      boolean assumed,
      boolean correction) {
    if (entities.isEmpty()) return;
    for (int entity : tracking) {
      EntityRef ref = entities.get(entity);
      if (ref != null) {
        output.feedback(
            new LabelFact(entity, ref, id, eventTime, knownAt, positive, assumed, correction));
      }
    }
  }
}
