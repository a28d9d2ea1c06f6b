package io.millrace.bench;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.Take;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs on its way through the features: two entities with three windows each (one of
 * events and a number, one of labels), their histories steadily full. Run with {@code -prof gc} for
 * the bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeatureBench {
  private static final long DAY = 86_400_000L;
  private static final List<Long> WINDOWS = List.of(DAY, 7 * DAY, 30 * DAY);

  /** Events within the longest window. */
  @Param({"120", "2000"})
  int entries;

  private FeatureEngine engine;
  private Encoder encoder;
  private EntityHistory user;
  private EntityHistory place;
  private FeatureVector vector;
  private float[] values;
  private StateWriter out;
  private StateReader in;
  private byte[] userBytes;
  private long time = 1_500_000_000_000L;
  private long gap;
  private long turn;

  @Setup
  public void fill() {
    FeatureSet set = features();
    engine = new FeatureEngine(set);
    encoder = new Encoder(set, 18);
    vector = new FeatureVector(100);
    values = engine.newValues();
    user = engine.newHistory(0);
    place = engine.newHistory(1);
    gap = 30 * DAY / entries;
    for (int i = 0; i < 3 * entries; i++) {
      enrich();
      user.remember("event-" + i);
    }
    out = new StateWriter(4096);
    user.write(out);
    userBytes = out.toBytes();
    in = new StateReader(userBytes);
    System.out.println("history of " + user.events() + " entries: " + userBytes.length + " bytes");
  }

  /** Takes the features of one event from both histories, then adds it and a label to them. */
  @Benchmark
  public float[] enrich() {
    time += gap;
    Event event = event();
    float[] taken = engine.newValues();
    engine.ofEvent(event, taken);
    engine.ofHistory(0, user, event, taken);
    engine.ofHistory(1, place, event, taken);
    user.add(event);
    place.add(event);
    place.learn(label());
    return taken;
  }

  /** Takes the features of one event from both histories. */
  @Benchmark
  public float[] takeOnly() {
    Event event = event();
    engine.ofEvent(event, values);
    engine.ofHistory(0, user, event, values);
    engine.ofHistory(1, place, event, values);
    return values;
  }

  @Benchmark
  public int encode() {
    encoder.encode(values, vector);
    return vector.size();
  }

  @Benchmark
  public int writeHistory() {
    user.write(out.reset());
    return out.size();
  }

  @Benchmark
  public EntityHistory readHistory() {
    return engine.readHistory(0, in.reset(userBytes));
  }

  /** What a store costs an event: read the bytes, add the event, make the new bytes. */
  @Benchmark
  public byte[] readAddWrite() {
    EntityHistory history = engine.readHistory(0, in.reset(userBytes));
    history.add(event());
    history.remember("event-x");
    history.write(out.reset());
    return out.toBytes();
  }

  private final double[] numbers = {0};
  private final String[] texts = {"4711", "815"};

  private Event event() {
    turn = turn * 6364136223846793005L + 1442695040888963407L;
    numbers[0] = (turn >>> 40) / 1e5;
    return new Event("e", time, numbers, texts);
  }

  private LabelFact label() {
    return new LabelFact(
        1, new EntityRef("815", 0), "e", time - 7 * DAY, time, turn < 0, turn % 2 == 0, false);
  }

  private static FeatureSet features() {
    List<FeatureSpec> features = new ArrayList<>();
    features.add(new FeatureSpec.Number("amount", 0, Binning.DEFAULT));
    features.add(new FeatureSpec.HourBetween("night", 0, 6, ZoneOffset.UTC));
    for (int window = 0; window < WINDOWS.size(); window++) {
      features.add(history(0, Take.COUNT, -1, window));
      features.add(history(0, Take.MEAN, 0, window));
      features.add(history(0, Take.RATIO, 0, window));
      features.add(history(0, Take.ZSCORE, 0, window));
      features.add(history(1, Take.LABEL_COUNT, -1, window));
      features.add(history(1, Take.LABEL_RATE, -1, window));
    }
    features.add(history(0, Take.SINCE_LAST, -1, -1));
    features.add(history(1, Take.LABEL_STREAK, -1, -1));
    features.add(history(1, Take.LABEL_STREAK_AGE, -1, -1));
    features.add(history(1, Take.SINCE_LAST_LABEL, -1, -1));
    return new FeatureSet(
        new EventSchema(List.of("amount"), List.of("user", "place")),
        List.of(
            new EntitySpec("user", List.of(0), List.of(0), WINDOWS, false),
            new EntitySpec("place", List.of(1), List.of(), WINDOWS, true)),
        features);
  }

  private static FeatureSpec history(int entity, Take take, int number, int window) {
    String name = take + " of " + entity + " over " + window;
    return new FeatureSpec.History(name, entity, take, number, window, Binning.DEFAULT);
  }
}
