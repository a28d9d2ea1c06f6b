package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

/**
 * Settings of a {@link Forest}.
 *
 * @param method {@code leveraging_bagging} or {@code adaptive_random_forest}
 * @param trees how many; 1 to 100
 * @param lambda mean of the Poisson weight that a tree gives an example; above 0, at most 20
 * @param features how many of the features a leaf looks at, drawn for each; 0 for all of them
 * @param drift ADWIN's delta, of the alarm that costs a tree; above 0, at most 0.5
 * @param warning adaptive_random_forest: of the alarm that starts a tree in the background; not
 *     below {@code drift}, at most 0.5
 * @param seed of weights and features
 */
public record ForestConfig(
    String method,
    int trees,
    double lambda,
    int features,
    double drift,
    double warning,
    int seed,
    TreeSettings tree)
    implements LearnerConfig {
  public static final String KIND = "forest";
  public static final String LEVERAGING_BAGGING = "leveraging_bagging";
  public static final String ADAPTIVE_RANDOM_FOREST = "adaptive_random_forest";

  public static final int DEFAULT_TREES = 10;
  public static final double DEFAULT_LAMBDA = 6;
  public static final double DEFAULT_DRIFT = 0.002;
  public static final double DEFAULT_WARNING = 0.01;
  public static final int DEFAULT_SEED = 1;

  public ForestConfig {
    require(
        LEVERAGING_BAGGING.equals(method) || ADAPTIVE_RANDOM_FOREST.equals(method),
        "method",
        method,
        "leveraging_bagging or adaptive_random_forest; start with the first");
    require(trees >= 1 && trees <= 100, "trees", trees, "1 to 100; start at 10");
    require(
        lambda > 0 && lambda <= 20, "lambda", lambda, "a number above 0, at most 20; start at 6");
    require(
        features >= 0 && features <= 10_000,
        "features",
        features,
        "1 to 10000, or no such key for all features");
    require(
        drift > 0 && drift <= 0.5, "drift", drift, "a number above 0, at most 0.5; start at 0.002");
    if (LEVERAGING_BAGGING.equals(method)) {
      require(
          warning == DEFAULT_WARNING,
          "warning",
          warning,
          "no such key: method leveraging_bagging does not use it");
    } else {
      require(
          warning >= drift && warning <= 0.5,
          "warning",
          warning,
          "a number from drift = " + shortest(drift) + " to 0.5; start at 0.01");
    }
  }

  boolean replacesByWarning() {
    return ADAPTIVE_RANDOM_FOREST.equals(method);
  }

  @Override
  public String kind() {
    return KIND;
  }

  /** It looks at plain values only. */
  @Override
  public int hashBits() {
    return 0;
  }

  @Override
  public boolean hasRate() {
    return false;
  }

  @Override
  public long stateBytes() {
    return trees * tree.stateBytes();
  }

  @Override
  public Forest create(Inputs inputs) {
    return new Forest(this, inputs);
  }

  @Override
  public String canonical() {
    return ("kind=" + KIND + " method=" + method + " trees=" + trees)
        + (" lambda=" + shortest(lambda) + " features=" + features)
        + (" drift=" + shortest(drift) + " warning=" + shortest(warning) + " seed=" + seed)
        + (" " + tree.canonical());
  }
}
