package io.millrace.stream.observe;

import io.millrace.model.decide.AlertBudget;
import io.millrace.model.decide.BudgetDrift;
import io.millrace.model.drift.Episode;
import io.millrace.model.drift.InputDrift;
import io.millrace.model.drift.LevelDrift;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What is watched of scored events, window by window: inputs, scores, and how many are alerts. With
 * an alert budget these are compared with it, else with what they were. Not thread-safe.
 */
public final class ScoredDrift {
  private final Looking looking;
  private final int width;
  private final double initialThreshold;
  private final InputDrift inputs;
  private final Optional<BudgetDrift> budget;
  private final LevelDrift alertShare;
  private final DoubleSupplier share;
  private final long warmup;
  private long firstTime = Long.MAX_VALUE;

  /**
   * @param share of the pipeline's events that is scored here now, 0 to 1
   */
  public ScoredDrift(Pipeline pipeline, Looking looking, DoubleSupplier share) {
    this.looking = looking;
    this.share = share;
    List<InputDrift.Watched> watched = watched(pipeline);
    width = watched.size();
    warmup = watched.get(width - 1).warmup();
    // The threshold follows days whose labels have come, and forgets young ones by and by.
    long follows =
        pipeline.labels().policy().horizon().plus(AlertBudget.DEFAULT_HALF_LIFE).toMillis();
    boolean budgeted = pipeline.decide().hasBudget();
    initialThreshold = budgeted ? pipeline.decide().initialThreshold() : Double.NaN;
    // Each feature, the score and the alerts: each may err as often as the others.
    double each = (double) looking.every() * (width + 1);
    long span = looking.span().toMillis();
    inputs = new InputDrift(watched, looking.window(), each / width, span);
    budget =
        budgeted
            ? Optional.of(new BudgetDrift(pipeline.decide(), each, span, warmup + follows))
            : Optional.empty();
    alertShare =
        new LevelDrift(
            new LevelDrift.Watched(
                Episode.ALERTS, Episode.ALERTS, "share of alerts", 4, 0.5, looking.window()),
            looking.window(),
            each,
            span);
  }

  /** What there is to watch of a pipeline: the features that have a value, and the score. */
  private static List<InputDrift.Watched> watched(Pipeline pipeline) {
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

  /** An empty window. */
  public ScoredWindow newWindow() {
    return new ScoredWindow(looking.window(), width, initialThreshold);
  }

  /**
   * The next window.
   *
   * @param now when, epoch milliseconds, for the episodes
   * @return episodes that begin or end with it
   */
  public List<Episode> add(ScoredWindow window, long now) {
    List<Episode> told = new ArrayList<>(inputs.add(window.rows(), window.median(), now));
    if (budget.isPresent()) {
      told.addAll(budget.get().add(window.alerts(), share.getAsDouble(), now));
    } else if (isWarm(window.median())) {
      alertShare.add(window.alertShare(), window.median(), now).ifPresent(told::add);
    }
    return told;
  }

  /** A threshold that nothing moves has other alerts while the model still learns what is usual. */
  private boolean isWarm(long time) {
    firstTime = Math.min(firstTime, time);
    return time - firstTime >= warmup;
  }

  /** How each feature does, the score last. */
  public List<InputDrift.State> states() {
    return inputs.states();
  }

  /**
   * Alerts of the newest day that is over in this instance's part of the budget; NaN before the
   * first and where there is no budget.
   */
  double budgetUsed() {
    return budget.map(BudgetDrift::used).orElse(Double.NaN);
  }
}
