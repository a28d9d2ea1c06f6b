package io.millrace.stream.observe;

import io.millrace.model.drift.Comparison;
import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for drift in what this instance scores and reads, inputs, scores and labels, and tells of
 * that, as of the episodes of quality that its replica has. Scoring threads only copy their values
 * (some 50 ns an event); the windows are compared on a thread of its own, and where that cannot
 * keep up windows are left out. Nothing that it finds itself is part of a replica.
 */
public final class DriftWatch implements ScoreWatch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);
  private static final int WAITING_WINDOWS = 2;

  /** Looks without a partition of labels after which they are others' to read: no rebalance. */
  private static final int GONE_AFTER = 40;

  private static final long LOOK_EVERY_MS = 250;

  private final String pipeline;
  private final int width;
  private final int window;
  private final InputDrift inputs;
  private final PipelineMeters meters;
  private final Consumer<Episode> tell;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
  private volatile List<InputDrift.State> states;

  // Guarded by this.
  private float[] rows;
  private long[] times;
  private int filled;

  // Of the thread alone.
  private long told = LASTING;
  private Episode worse;
  private int elsewhere;
  private Episode stopped;

  /**
   * What is compared with what.
   *
   * @param window events compared at a time
   * @param every least expected events between two false alarms
   * @param span event time that what is usual covers at least
   */
  public record Looking(int window, long every, Duration span) {}

  /** Asks for what lasts and for nothing that was over before. */
  public static final long LASTING = -1;

  /**
   * What the replica has to tell of its quality.
   *
   * @param news episodes that began or ended, in their order
   * @param next number of the telling after them
   */
  public record Told(List<Episode> news, long next) {
    /** Of a replica whose quality nothing watches. */
    public static final Told NOTHING = new Told(List.of(), 0);
  }

  /** Something that says how the model does; null while it cannot. */
  public interface Telling {
    /**
     * What is to be told from a telling on.
     *
     * @param telling from 0, counted from the beginning of the training log, or {@link #LASTING}
     */
    Told from(long telling);
  }

  /**
   * Looks from now on until closed.
   *
   * @param looking what is compared with what
   * @param tell of episodes that begin or end; called on one thread
   */
  public DriftWatch(
      Pipeline pipeline, Looking looking, PipelineMeters meters, Consumer<Episode> tell) {
    this.pipeline = pipeline.name();
    window = looking.window();
    this.meters = meters;
    this.tell = tell;
    List<InputDrift.Watched> watched = watched(pipeline);
    width = watched.size();
    rows = new float[window * width];
    times = new long[window];
    inputs = new InputDrift(watched, window, looking.every(), looking.span().toMillis());
    states = inputs.states();
    thread = new ScheduledThreadPoolExecutor(1, DriftWatch::daemon);
    publish();
    meters.watch(this);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "drift");
    thread.setDaemon(true);
    return thread;
  }

  /** What there is to watch of a pipeline: the features that have a value, and the score. */
  public static List<InputDrift.Watched> watched(Pipeline pipeline) {
    FeatureSet features = pipeline.features();
    long labels = pipeline.labels().policy().horizon().toMillis();
    List<InputDrift.Watched> watched = new ArrayList<>();
    long longest = 0;
    for (FeatureSpec feature : features.features().subList(0, features.valued())) {
      long warmup =
          feature instanceof FeatureSpec.History history ? warmup(features, history, labels) : 0;
      longest = Math.max(longest, warmup);
      watched.add(
          new InputDrift.Watched(feature.name(), feature instanceof FeatureSpec.Category, warmup));
    }
    // Before it has learnt from full histories the model says something else every day.
    watched.add(new InputDrift.Watched(Episode.SCORE, false, longest + labels));
    return watched;
  }

  /**
   * How long a history grows: its window, or the entity's longest where it has none, and what
   * labels say as much longer as they take.
   */
  private static long warmup(FeatureSet features, FeatureSpec.History feature, long labels) {
    EntitySpec entity = features.entities().get(feature.entity());
    long window =
        feature.window() >= 0 ? entity.windows().get(feature.window()) : entity.longestWindow();
    return window + (feature.take().needsLabels() ? labels : 0);
  }

  /**
   * Asks four times a second what the model has to tell, and whether labels have stopped.
   *
   * @param readsLabels whether labels are read on this instance: others may read all of them
   */
  public void follow(Telling quality, BooleanSupplier readsLabels) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> safely(() -> look(quality.from(told), readsLabels.getAsBoolean())),
            LOOK_EVERY_MS,
            LOOK_EVERY_MS,
            TimeUnit.MILLISECONDS);
  }

  private void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: looking for drift failed; going on", pipeline, e);
    }
  }

  @Override
  public void scored(float[] values, double raw, long eventTime) {
    float[] full;
    long[] at;
    synchronized (this) {
      int row = filled * width;
      System.arraycopy(values, 0, rows, row, width - 1);
      rows[row + width - 1] = (float) raw;
      times[filled] = eventTime;
      if (++filled < window) return;
      full = rows;
      at = times;
      rows = new float[window * width];
      times = new long[window];
      filled = 0;
    }
    compare(full, at);
  }

  private void compare(float[] full, long[] at) {
    if (waiting.incrementAndGet() > WAITING_WINDOWS) {
      waiting.decrementAndGet();
      return;
    }
    try {
      thread.execute(
          () -> {
            waiting.decrementAndGet();
            safely(
                () -> {
                  Arrays.sort(at);
                  long median = at[at.length / 2];
                  inputs.add(full, median, System.currentTimeMillis()).forEach(this::told);
                  states = inputs.states();
                });
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("closed", e);
    }
  }

  void look(Told quality, boolean readsLabels) {
    long now = System.currentTimeMillis();
    if (quality != null) hear(quality, now);
    LabelPauses labels = meters.labelPauses();
    elsewhere = readsLabels ? 0 : elsewhere + 1;
    if (elsewhere >= GONE_AFTER) labels.forget();
    if (stopped == null && labels.stopped()) {
      stopped =
          new Episode(
              Episode.LABELS,
              Episode.LABELS,
              now,
              Episode.OPEN,
              labels.age() / labels.usual(),
              "no label for "
                  + seconds(labels.age())
                  + ", usual are pauses of "
                  + seconds(labels.usual()));
      told(stopped);
    } else if (stopped != null && !labels.stopped()) {
      told(
          stopped.endedAt(
              now, readsLabels ? "labels come again" : "labels are read by other instances"));
      stopped = null;
    }
  }

  private static String seconds(double seconds) {
    return Math.round(seconds) + " s";
  }

  /** A replica that has told less than was heard is another one: of other settings, or replayed. */
  private void hear(Told quality, long now) {
    if (quality.next() < told && worse != null) {
      told(worse.endedAt(now, "another model serves"));
      worse = null;
    }
    for (Episode episode : quality.news()) {
      worse = episode.isOpen() ? episode : null;
      told(episode);
    }
    told = quality.next();
  }

  private void told(Episode episode) {
    if (episode.isOpen()) meters.episodes(episode.kind()).increment();
    open.get(episode.kind()).addAndGet(episode.isOpen() ? 1 : -1);
    tell.accept(episode);
  }

  /** How each feature does, the score last. */
  public List<InputDrift.State> states() {
    return states;
  }

  private void publish() {
    for (String kind : List.of(Episode.INPUT, Episode.SCORE, Episode.QUALITY, Episode.LABELS)) {
      AtomicInteger lasting = new AtomicInteger();
      open.put(kind, lasting);
      meters.gauge(Meters.DRIFT_ACTIVE, lasting::get, "kind", kind);
      meters.episodes(kind);
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < width; i++) places.put(states.get(i).name(), i);
    places.forEach(
        (feature, place) -> {
          publish(Meters.DRIFT_PSI, feature, place, Comparison::psi);
          publish(Meters.DRIFT_KS, feature, place, Comparison::ks);
          publish(Meters.DRIFT_MISSING, feature, place, Comparison::missing);
          publish(Meters.DRIFT_UNSEEN, feature, place, Comparison::unseen);
        });
  }

  private void publish(
      Meters meter, String feature, int place, ToDoubleFunction<Comparison> number) {
    meters.gauge(
        meter, () -> number.applyAsDouble(states.get(place).comparison()), "feature", feature);
  }

  @Override
  public void close() {
    meters.watch(ScoreWatch.NONE);
    thread.shutdownNow();
  }
}
