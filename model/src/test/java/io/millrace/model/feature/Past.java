package io.millrace.model.feature;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.LabelFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A feature set with every take, and random pasts to take from. */
final class Past {
  static final long HOUR = 3_600_000L;
  static final long DAY = 24 * HOUR;

  static final EventSchema SCHEMA =
      new EventSchema(List.of("amount", "items"), List.of("user", "place"));

  static final EntitySpec USER =
      new EntitySpec("user", List.of(0), List.of(0, 1), List.of(HOUR, DAY, 7 * DAY), true);

  static final FeatureSet EVERY_TAKE = new FeatureSet(SCHEMA, List.of(USER), everyTake());

  private Past() {}

  static Event event(String id, long time, double amount, double items) {
    return new Event(id, time, new double[] {amount, items}, new String[] {"u1", "p1"});
  }

  static LabelFact label(String eventId, boolean positive, long knownAt) {
    return new LabelFact(
        0, new EntityRef("u1", 0), eventId, knownAt, knownAt, positive, false, false);
  }

  static LabelFact assumed(String eventId, long knownAt) {
    return new LabelFact(0, new EntityRef("u1", 0), eventId, knownAt, knownAt, false, true, false);
  }

  static LabelFact correction(String eventId, long knownAt) {
    return correction(eventId, true, knownAt);
  }

  static LabelFact correction(String eventId, boolean positive, long knownAt) {
    return new LabelFact(
        0, new EntityRef("u1", 0), eventId, knownAt, knownAt, positive, false, true);
  }

  /** Bursts and gaps; one in five late, one in ten at an equal time, numbers missing at times. */
  static List<Event> events(long seed, int count, long meanGap) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    long time = 1_500_000_000_000L;
    for (int i = 0; i < count; i++) {
      double kind = random.nextDouble();
      if (kind < 0.9) {
        time += (long) (-Math.log(1 - random.nextDouble()) * meanGap);
      }
      long late = random.nextInt(5) == 0 ? (long) (random.nextDouble() * 20 * meanGap) : 0;
      double amount = random.nextInt(8) == 0 ? Double.NaN : 50 + 30 * random.nextGaussian();
      double items = random.nextInt(2) == 0 ? Double.NaN : random.nextInt(4);
      events.add(event("e" + i, time - late, amount, items));
    }
    return events;
  }

  private static List<FeatureSpec> everyTake() {
    List<FeatureSpec> features = new ArrayList<>();
    for (Take take : Take.values()) {
      if (take.ofOutliers() || take.ofText() || take.ofDecays()) {
        continue; // They need other entities: OutliersTest, MetTextsTest, DecaysTest.
      }
      for (int number = take.ofNumber() ? 0 : -1; number < (take.ofNumber() ? 2 : 0); number++) {
        for (int window = take.windowed() ? 0 : -1; window < (take.windowed() ? 3 : 0); window++) {
          String name = take + "(" + number + ") over " + window;
          features.add(new FeatureSpec.History(name, 0, take, number, window, Binning.DEFAULT));
        }
      }
    }
    return features;
  }
}
