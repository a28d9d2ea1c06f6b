package io.millrace.bench;

import moa.classifiers.core.splitcriteria.InfoGainSplitCriterion;

/**
 * MOA's information gain, but that not to split gains 0, as the paper has it (Domingos and Hulten
 * 2000, section 3, pre-pruning): MOA's own says -infinity, so that a leaf of which one feature
 * alone can be split is split without evidence.
 */
public final class NothingGained extends InfoGainSplitCriterion {
  private static final long serialVersionUID = 1L;

  @Override
  public double getMeritOfSplit(double[] before, double[][] after) {
    return after.length == 1 ? 0 : super.getMeritOfSplit(before, after);
  }
}
