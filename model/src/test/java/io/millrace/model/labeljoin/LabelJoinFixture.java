package io.millrace.model.labeljoin;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Example;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Three entities, of which the first and the last track labels; and an output that remembers. */
final class LabelJoinFixture {
  private LabelJoinFixture() {}

  static final FeatureSet FEATURES =
      new FeatureSet(
          new EventSchema(List.of(), List.of("a", "b", "c")),
          List.of(entity("a", true), entity("b", false), entity("c", true)),
          List.of());

  private static EntitySpec entity(String name, boolean tracksLabels) {
    return new EntitySpec(name, List.of(0), List.of(), List.of(), tracksLabels);
  }

  static EntityRef ref(String entity, String id) {
    return new EntityRef(entity + "-of-" + id, 1);
  }

  static ScoredEvent event(String id, long time) {
    return event(id, time, ref("a", id), ref("b", id), ref("c", id));
  }

  static ScoredEvent event(String id, long time, EntityRef... entities) {
    return new ScoredEvent(
        id,
        time,
        new float[] {time},
        List.of(),
        new double[] {0.25},
        0.5,
        7,
        Arrays.asList(entities),
        11);
  }

  /** A feature log that forgets nothing; an event's place is how many came before it. */
  static final class Kept implements FeatureLog {
    private final List<ScoredEvent> events = new ArrayList<>();
    int read;

    long add(ScoredEvent event) {
      events.add(event);
      return events.size() - 1;
    }

    @Override
    public ScoredEvent read(String eventId, long place) {
      read++;
      return events.get((int) place);
    }
  }

  /** All that a join told, in order. */
  static final class Told implements LabelJoinOutput {
    final List<Object> all = new ArrayList<>();
    final List<Example> examples = new ArrayList<>();
    final List<OutcomeRecord> outcomes = new ArrayList<>();
    final List<LabelFact> facts = new ArrayList<>();

    @Override
    public void learn(Example example) {
      examples.add(example);
      all.add(
          String.join(
              " ",
              "learn",
              example.eventId(),
              Long.toString(example.knownAt()),
              Boolean.toString(example.positive()),
              Boolean.toString(example.assumed()),
              Float.toString(example.weight()),
              Float.toString(example.lesson()),
              Float.toString(example.reverses()),
              Arrays.toString(example.values())));
    }

    @Override
    public void outcome(OutcomeRecord outcome) {
      outcomes.add(outcome);
      all.add(outcome);
    }

    @Override
    public void feedback(LabelFact fact) {
      facts.add(fact);
      all.add(fact);
    }

    int count(Outcome outcome) {
      return (int) outcomes.stream().filter(r -> r.outcome() == outcome).count();
    }

    int waiting() {
      return count(Outcome.WAITING_EARLY)
          - (int) outcomes.stream().filter(OutcomeRecord::wasEarly).count();
    }
  }
}
