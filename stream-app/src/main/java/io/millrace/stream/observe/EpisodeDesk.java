package io.millrace.stream.observe;

import io.millrace.model.drift.Episode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where all episodes of drift of a pipeline pass: counts them by kind, tells of them, and hears the
 * replica's once. For one thread, but for the gauges.
 */
final class EpisodeDesk implements Consumer<Episode> {
  private final PipelineMeters meters;
  private final Consumer<Episode> tell;
  private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
  private long told = Told.LASTING;
  private Episode worse;

  /**
   * @param kinds of episodes there may be
   * @param tell of episodes that begin or end
   */
  EpisodeDesk(PipelineMeters meters, List<String> kinds, Consumer<Episode> tell) {
    this.meters = meters;
    this.tell = tell;
    for (String kind : kinds) {
      AtomicInteger lasting = new AtomicInteger();
      open.put(kind, lasting);
      meters.gauge(Meters.DRIFT_ACTIVE, lasting::get, "kind", kind);
      meters.episodes(kind);
    }
  }

  @Override
  public void accept(Episode episode) {
    if (episode.isOpen()) meters.episodes(episode.kind()).increment();
    open.get(episode.kind()).addAndGet(episode.isOpen() ? 1 : -1);
    tell.accept(episode);
  }

  /** Passes on what the replica has not told yet. */
  void hear(Told.Telling quality, long now) {
    Told next = quality.from(told);
    if (next != null) hear(next, now);
  }

  /** A replica that has told less than was heard is another one: of other settings, or replayed. */
  void hear(Told quality, long now) {
    if (quality.next() < told && worse != null) {
      accept(worse.endedAt(now, "another model took its place"));
      worse = null;
    }
    for (Episode episode : quality.news()) {
      worse = episode.isOpen() ? episode : null;
      accept(episode);
    }
    told = quality.next();
  }
}
