package io.millrace.model.learner;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tribuo.math.Parameters;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseSparseMatrix;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.la.VectorTuple;

/**
 * FTRL-Proximal as an optimiser of Tribuo's trainers; the last column, the bias, is free of l1 and
 * l2.
 */
public final class TribuoFtrl implements StochasticGradientOptimiser {
  @Config private double alpha;
  @Config private double beta;
  @Config private double lambda1;
  @Config private double lambda2;
  private double[][] z;
  private double[][] n;

  TribuoFtrl(double alpha, double beta, double lambda1, double lambda2) {
    this.alpha = alpha;
    this.beta = beta;
    this.lambda1 = lambda1;
    this.lambda2 = lambda2;
  }

  @Override
  public void initialise(Parameters parameters) {
    DenseMatrix weights = (DenseMatrix) parameters.get()[0];
    z = new double[weights.getDimension1Size()][weights.getDimension2Size()];
    n = new double[weights.getDimension1Size()][weights.getDimension2Size()];
  }

  /** Tribuo climbs: a gradient comes negated, and what is returned is added to the weights. */
  @Override
  public Tensor[] step(Tensor[] updates, double weight) {
    DenseSparseMatrix ascent = (DenseSparseMatrix) updates[0];
    for (int row = 0; row < z.length; row++) {
      SparseVector gradients = ascent.getRow(row);
      for (VectorTuple entry : gradients) {
        gradients.set(entry.index, step(row, entry.index, -weight * entry.value));
      }
    }
    return updates;
  }

  private double step(int row, int column, double g) {
    double before = weight(row, column);
    double root = Math.sqrt(n[row][column]);
    n[row][column] += g * g;
    z[row][column] += g - (Math.sqrt(n[row][column]) - root) / alpha * before;
    return weight(row, column) - before;
  }

  private double weight(int row, int column) {
    boolean bias = column == z[row].length - 1;
    double l1 = bias ? 0 : lambda1;
    double l2 = bias ? 0 : lambda2;
    double zi = z[row][column];
    double perStep = (beta + Math.sqrt(n[row][column])) / alpha + l2;
    return Math.abs(zi) <= l1 ? 0 : -(zi - Math.signum(zi) * l1) / perStep;
  }

  @Override
  public void reset() {
    z = null;
    n = null;
  }

  @Override
  public TribuoFtrl copy() {
    return new TribuoFtrl(alpha, beta, lambda1, lambda2);
  }

  @Override
  public ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "StochasticGradientOptimiser");
  }
}
