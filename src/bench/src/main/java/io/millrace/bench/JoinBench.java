package io.millrace.bench;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.EventSchema;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.labeljoin.FeatureLog;
import io.millrace.model.labeljoin.LabelJoin;
import io.millrace.model.labeljoin.LabelJoinOutput;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.labeljoin.MemoryJoinStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the label join costs an event over its whole life, in a store on the heap: scored, its label
 * held and released seven days later, closed, and forgotten after 37; about 60,000 events wait and
 * 250,000 are remembered. Run with {@code -prof gc} for the bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JoinBench {
  private static final long HORIZON = Duration.ofDays(7).toMillis();
  private static final long GAP = 10_000;
  private static final int WAITING = (int) (HORIZON / GAP);
  private static final List<EntityRef> ENTITIES = List.of(new EntityRef("815", 0));
  private static final float[] VALUES = new float[20];
  private static final double[] RAW = {0.1};

  private final String[] ids = new String[WAITING];
  private long told;
  private LabelJoin join;
  private long turn;

  @Setup
  public void fill() {
    EntitySpec place = new EntitySpec("place", List.of(0), List.of(), List.of(HORIZON), true);
    FeatureSet set =
        new FeatureSet(new EventSchema(List.of(), List.of("place")), List.of(place), List.of());
    LabelPolicy policy = new LabelPolicy(true, Duration.ofDays(7), Duration.ofDays(30));
    join = new LabelJoin(policy, set, new MemoryJoinStore(), FeatureLog.EMPTY, new Listener());
    for (int i = 0; i < 6 * WAITING; i++) {
      anEventsLife();
    }
  }

  /** One event more, and whatever its time makes due: in the mean, all that becomes of an event. */
  @Benchmark
  public long anEventsLife() {
    long time = turn * GAP;
    int place = (int) (turn % WAITING);
    if (turn >= WAITING) {
      join.hold(new Label(ids[place], turn % 100 == 0, time, turn));
    }
    join.advance(time, Integer.MAX_VALUE);
    String id = Long.toString(turn++);
    ids[place] = id;
    join.scored(new ScoredEvent(id, time, VALUES, List.of(), RAW, 0.5, turn, ENTITIES, 0), 0);
    return told;
  }

  private final class Listener implements LabelJoinOutput {
    @Override
    public void learn(Example example) {
      told++;
    }

    @Override
    public void outcome(OutcomeRecord outcome) {
      told++;
    }

    @Override
    public void feedback(LabelFact fact) {
      told++;
    }
  }
}
