package io.millrace.stream.observe;

import io.millrace.model.drift.Episode;
import io.millrace.model.drift.LevelDrift;
import io.millrace.model.metric.Exposure;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Looks for drift in the lists that this instance makes, how much of the catalogue they show and
 * how much they show of a few items, and tells of that, as of the episodes of fewer hits that its
 * replica has. Threads that make lists only copy fingerprints. Nothing that it finds itself is part
 * of a replica.
 */
public final class ListDriftWatch implements ListWatch, AutoCloseable {
  /** Places of a list that count: those that its quality is measured at. */
  private static final int PLACES = 10;

  /** A model that has just learnt something lists something else for a while. */
  private static final int IN_A_ROW = 4;

  /** Share of what is usual that is of no account. */
  private static final double LEAST = 0.2;

  private final int window;
  private final IntSupplier known;
  private final EpisodeDesk desk;
  private final DriftThread thread;
  private final PipelineMeters meters;
  private final LevelDrift coverage;
  private final LevelDrift concentration;

  private volatile Exposure newest = new Exposure(Double.NaN, Double.NaN);

  // Guarded by this.
  private long[] items;
  private long[] times;
  private int places;
  private int lists;

  /**
   * Looks from now on until closed.
   *
   * @param known how many items the model knows
   * @param tell of episodes that begin or end; called on one thread
   */
  public ListDriftWatch(
      String pipeline,
      Looking looking,
      IntSupplier known,
      PipelineMeters meters,
      Consumer<Episode> tell) {
    this.known = known;
    this.meters = meters;
    window = looking.window();
    desk = new EpisodeDesk(meters, List.of(Episode.HITS, Episode.LISTS), tell);
    thread = new DriftThread(pipeline);
    coverage = watch("coverage", "share of the items listed", looking);
    concentration = watch("concentration", "share of the places of the 1 % listed most", looking);
    begin();
    meters.gauge(Meters.DRIFT_LISTS, () -> newest.coverage(), "measure", "coverage");
    meters.gauge(Meters.DRIFT_LISTS, () -> newest.concentration(), "measure", "concentration");
    meters.watch(this);
  }

  private static LevelDrift watch(String subject, String words, Looking looking) {
    LevelDrift.Watched watched =
        new LevelDrift.Watched(Episode.LISTS, subject, words, IN_A_ROW, LEAST, 0);
    // Two are watched: each may err as often as the other.
    return new LevelDrift(
        watched, looking.window(), 2.0 * looking.every(), looking.span().toMillis());
  }

  private void begin() {
    items = new long[window * PLACES];
    times = new long[window];
    places = 0;
    lists = 0;
  }

  /** Asks four times a second what the model has to tell. */
  public void follow(Told.Telling quality) {
    thread.look(() -> desk.hear(quality, System.currentTimeMillis()));
  }

  @Override
  public void listed(long[] list, long eventTime) {
    long[] full;
    long[] at;
    synchronized (this) {
      int counted = Math.min(PLACES, list.length);
      System.arraycopy(list, 0, items, places, counted);
      places += counted;
      times[lists] = eventTime;
      if (++lists < window) return;
      full = places == items.length ? items : Arrays.copyOf(items, places);
      at = times;
      begin();
    }
    thread.compare(() -> compare(full, at));
  }

  void compare(long[] full, long[] at) {
    Arrays.sort(at);
    long now = System.currentTimeMillis();
    newest = Exposure.of(full, known.getAsInt());
    if (full.length == 0) return;
    long median = at[at.length / 2];
    coverage.add(newest.coverage(), median, now).ifPresent(desk);
    concentration.add(newest.concentration(), median, now).ifPresent(desk);
  }

  @Override
  public void close() {
    meters.watch(ListWatch.NONE);
    thread.close();
  }
}
