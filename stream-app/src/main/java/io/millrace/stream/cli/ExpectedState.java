package io.millrace.stream.cli;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.topic.Codecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How many bytes a pipeline keeps, from what its codecs make of a sample entry: ids of 12
 * characters, entity keys of 8, categories of 8. As written, before RocksDB compresses, and once
 * more in the changelog.
 */
final class ExpectedState {
  private static final String ID = "123456789012";
  private static final String TEXT = "12345678";
  private static final double DAY = 86_400_000;

  private final Pipeline pipeline;
  private final FeatureEngine engine;

  ExpectedState(Pipeline pipeline) {
    this.pipeline = pipeline;
    engine = new FeatureEngine(pipeline.features());
  }

  /** A scored event that waits for its label, with its deadline. */
  int pendingEntry() {
    return waiting(new JoinEntry.Pending(scored(event(0)), 1, false));
  }

  /** The same of one that the sample of negatives leaves out. */
  int unsampledEntry() {
    return waiting(new JoinEntry.Unsampled(0, 1L << 30, scored(event(0)).entities()));
  }

  /** What waits of an event, by the share of events in the sample. */
  double waitingEntry() {
    double share = pipeline.labels().policy().sample().share();
    return share * pendingEntry() + (1 - share) * unsampledEntry();
  }

  private int waiting(JoinEntry entry) {
    long at = pipeline.labels().policy().horizon().toMillis();
    return entry(entry, new Due(at, Due.Kind.HORIZON, 0, ID, 0, false));
  }

  /** What is remembered of an event id after its label or horizon. */
  int closedEntry() {
    List<EntityRef> entities = scored(event(0)).entities();
    return entry(
        new JoinEntry.Closed(false, true, false, 0, 1, entities, 0),
        new Due(1, Due.Kind.FORGET, 0, ID, 0, false));
  }

  private static int entry(JoinEntry entry, Due due) {
    return ID.length()
        + Codecs.JOIN_ENTRY.serializer().serialize("", entry).length
        + Codecs.DUE.serializer().serialize("", due).length;
  }

  /** Days that an event is pending at most, silence being the rule. */
  double pendingDays() {
    return pipeline.labels().policy().horizon().toMillis() / DAY;
  }

  /** Days that a closed id is remembered after that. */
  double closedDays() {
    return pipeline.labels().policy().remember().toMillis() / DAY;
  }

  /** The label join's store at so many events a day, each waiting for its whole horizon. */
  double joinBytes(double eventsADay) {
    return eventsADay * (pendingDays() * waitingEntry() + closedDays() * closedEntry());
  }

  /**
   * The history of one key.
   *
   * @param events in its longest window, each with a label where labels are tracked
   */
  int history(int entity, int events) {
    EntitySpec spec = pipeline.features().entities().get(entity);
    EntityHistory history = engine.newHistory(entity);
    long step = spec.longestWindow() / Math.max(1, events + 1);
    for (int i = 0; i < events; i++) {
      Event event = event(i * step);
      history.add(event);
      if (entity == 0) history.remember(ID + i);
      if (spec.tracksLabels()) {
        history.learn(
            new LabelFact(
                entity,
                new EntityRef(TEXT, 0),
                ID + i,
                event.time(),
                event.time(),
                i % 2 == 0,
                false,
                false));
      }
    }
    StateWriter writer = new StateWriter();
    history.write(writer);
    return TEXT.length() + writer.size();
  }

  private Event event(long time) {
    double[] numbers = new double[pipeline.features().schema().numbers().size()];
    Arrays.fill(numbers, 12.5);
    String[] texts = new String[pipeline.features().schema().texts().size()];
    // Each its own: what histories remember of texts is said at its most.
    Arrays.fill(texts, TEXT + time);
    return new Event(ID, time, numbers, texts);
  }

  private ScoredEvent scored(Event event) {
    float[] values = engine.newValues();
    Arrays.fill(values, 1.25f);
    int categories =
        (int)
            pipeline.features().features().stream()
                .filter(FeatureSpec.Category.class::isInstance)
                .count();
    List<EntityRef> entities = new ArrayList<>();
    pipeline.features().entities().forEach(entity -> entities.add(new EntityRef(TEXT, 1)));
    return new ScoredEvent(
        event.id(),
        event.time(),
        values,
        Collections.nCopies(categories, TEXT),
        new double[] {0.125},
        0.5,
        1_000_000,
        entities,
        1L << 60);
  }
}
