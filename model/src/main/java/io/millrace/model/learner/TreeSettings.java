package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

/**
 * How a Hoeffding tree grows.
 *
 * @param grace examples that a leaf takes in between two tries to split, whatever their weights; in
 *     a forest each counts as often as a tree draws it; 1 to 1,000,000
 * @param confidence probability that a split is not the one that endless data would choose; above
 *     0, at most 0.5
 * @param tie where the Hoeffding bound falls below it, the better of two close splits is taken; 0
 *     to 1
 * @param leaf what a leaf says: {@code share}, {@code naive_bayes}, or {@code adaptive}, the one of
 *     both that was better there so far
 * @param maxNodes a tree with so many nodes grows no more; 3 to 1,000,000
 */
public record TreeSettings(double grace, double confidence, double tie, String leaf, int maxNodes) {
  public static final String SHARE = "share";
  public static final String NAIVE_BAYES = "naive_bayes";
  public static final String ADAPTIVE = "adaptive";

  public static final int DEFAULT_GRACE = 200;
  public static final double DEFAULT_CONFIDENCE = 1e-7;
  public static final double DEFAULT_TIE = 0.05;
  public static final int DEFAULT_MAX_NODES = 1000;

  /** Doubles of an attribute in a leaf, and of a node. */
  private static final long BYTES_PER_NODE = 600;

  public TreeSettings {
    require(grace >= 1 && grace <= 1e6, "grace", grace, "1 to 1000000; start at 200");
    require(
        confidence > 0 && confidence <= 0.5,
        "confidence",
        confidence,
        "a number above 0, at most 0.5; start at 0.0000001");
    require(tie >= 0 && tie <= 1, "tie", tie, "0 to 1; start at 0.05");
    require(
        SHARE.equals(leaf) || NAIVE_BAYES.equals(leaf) || ADAPTIVE.equals(leaf),
        "leaf",
        leaf,
        "share, naive_bayes or adaptive; start with adaptive");
    require(
        maxNodes >= 3 && maxNodes <= 1_000_000,
        "max_nodes",
        maxNodes,
        "3 to 1000000; start at 1000");
  }

  /** As the paper and MOA have them. */
  public static TreeSettings defaults() {
    return new TreeSettings(
        DEFAULT_GRACE, DEFAULT_CONFIDENCE, DEFAULT_TIE, ADAPTIVE, DEFAULT_MAX_NODES);
  }

  String canonical() {
    return ("grace=" + shortest(grace) + " confidence=" + shortest(confidence))
        + (" tie=" + shortest(tie) + " leaf=" + leaf + " max_nodes=" + maxNodes);
  }

  /** Bytes of a tree that has grown as far as it may, about. */
  long stateBytes() {
    return BYTES_PER_NODE * maxNodes;
  }
}
