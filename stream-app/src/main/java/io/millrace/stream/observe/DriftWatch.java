package io.millrace.stream.observe;

import io.millrace.model.drift.Comparison;
import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Looks for drift in what this instance scores and reads, inputs, scores, alerts and labels, and
 * tells of that, as of the episodes of quality that its replica has. Scoring threads only copy
 * their values (some 50 ns an event). Nothing that it finds itself is part of a replica.
 */
public final class DriftWatch implements ScoreWatch, AutoCloseable {
  /** Looks without a partition of labels after which they are others' to read: no rebalance. */
  private static final int GONE_AFTER = 40;

  private static final List<String> KINDS =
      List.of(Episode.INPUT, Episode.SCORE, Episode.ALERTS, Episode.QUALITY, Episode.LABELS);

  private final PipelineMeters meters;
  private final EpisodeDesk desk;
  private final DriftThread thread;
  private final ScoredDrift drift;
  private volatile List<InputDrift.State> states;
  private volatile double budgetUsed = Double.NaN;

  // Guarded by this.
  private ScoredWindow window;

  // Of the thread alone.
  private int elsewhere;
  private Episode stopped;

  /**
   * Looks from now on until closed.
   *
   * @param looking what is compared with what
   * @param tell of episodes that begin or end; called on one thread
   */
  public DriftWatch(
      Pipeline pipeline, Looking looking, PipelineMeters meters, Consumer<Episode> tell) {
    this.meters = meters;
    desk = new EpisodeDesk(meters, KINDS, tell);
    thread = new DriftThread(pipeline.name());
    drift =
        new ScoredDrift(pipeline, looking, () -> meters.scoringTasks().of(pipeline.partitions()));
    window = drift.newWindow();
    states = drift.states();
    publish();
    meters.watch(this);
  }

  /**
   * Asks four times a second what the model has to tell, and whether labels have stopped.
   *
   * @param readsLabels whether labels are read on this instance: others may read all of them
   */
  public void follow(Told.Telling quality, BooleanSupplier readsLabels) {
    thread.look(
        () -> {
          desk.hear(quality, System.currentTimeMillis());
          lookForLabels(readsLabels.getAsBoolean());
        });
  }

  @Override
  public void scored(ScoredEvent event) {
    ScoredWindow full;
    synchronized (this) {
      if (!window.add(event)) return;
      full = window;
      window = drift.newWindow();
    }
    thread.compare(
        () -> {
          drift.add(full, System.currentTimeMillis()).forEach(desk);
          states = drift.states();
          budgetUsed = drift.budgetUsed();
        });
  }

  void hear(Told quality) {
    desk.hear(quality, System.currentTimeMillis());
  }

  void lookForLabels(boolean readsLabels) {
    long now = System.currentTimeMillis();
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
      desk.accept(stopped);
    } else if (stopped != null && !labels.stopped()) {
      desk.accept(
          stopped.endedAt(
              now, readsLabels ? "labels come again" : "labels are read by other instances"));
      stopped = null;
    }
  }

  private static String seconds(double seconds) {
    return Math.round(seconds) + " s";
  }

  /** How each feature does, the score last. */
  public List<InputDrift.State> states() {
    return states;
  }

  private void publish() {
    meters.gauge(Meters.BUDGET_USED, () -> budgetUsed);
    // The score first: of one name the first is published.
    for (int i = states.size() - 1; i >= 0; i--) {
      publish(Meters.DRIFT_PSI, i, Comparison::psi);
      publish(Meters.DRIFT_KS, i, Comparison::ks);
      publish(Meters.DRIFT_MISSING, i, Comparison::missing);
      publish(Meters.DRIFT_UNSEEN, i, Comparison::unseen);
    }
  }

  private void publish(Meters meter, int place, ToDoubleFunction<Comparison> number) {
    meters.gauge(
        meter,
        () -> number.applyAsDouble(states.get(place).comparison()),
        "feature",
        states.get(place).name());
  }

  @Override
  public void close() {
    meters.watch(ScoreWatch.NONE);
    thread.close();
  }
}
