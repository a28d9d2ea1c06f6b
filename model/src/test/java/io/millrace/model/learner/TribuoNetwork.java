package io.millrace.model.learner;

import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.math.FeedForwardParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.la.VectorTuple;
import org.tribuo.math.protos.ParametersProto;

/**
 * {@link EmbeddingNetwork} as parameters of Tribuo's, which its optimisers step: matrices of its
 * linear algebra and gradients by the chain rule. An input is one sparse vector with a place for
 * each pair of feature and id. The label negative has the score 0, so that the softmax of both is
 * the sigmoid of the other's.
 */
final class TribuoNetwork implements FeedForwardParameters {
  private final int wide;
  private final int size;
  private final int features;
  private final int ids;

  /** [id][linear weight if wide, then the embedding]; then of each layer [unit][input or bias]. */
  private final Tensor[] all;

  /** With the numbers that a network has now. */
  TribuoNetwork(EmbeddingNetwork of, NetworkConfig config, Inputs inputs, int ids) {
    wide = config.wide() ? 1 : 0;
    size = config.size();
    features = inputs.features();
    this.ids = ids;
    all = new Tensor[1 + of.layers().length];
    DenseMatrix numbers = new DenseMatrix(ids, wide + size);
    for (int id = 0; id < ids; id++) {
      for (int k = 0; k < wide + size; k++) {
        numbers.set(id, k, of.numbers(id)[k]);
      }
    }
    all[0] = numbers;
    for (int l = 0; l < of.layers().length; l++) {
      boolean last = l == of.layers().length - 1;
      int units = last ? 1 : config.hidden().get(l);
      DenseMatrix layer = new DenseMatrix(units, of.layers()[l].length / units);
      for (int i = 0; i < of.layers()[l].length; i++) {
        layer.set(i % units, i / units, of.layers()[l][i]);
      }
      all[1 + l] = layer;
    }
  }

  SparseVector input(FeatureVector x) {
    Map<Integer, Double> values = new TreeMap<>();
    for (int i = 0; i < x.size(); i++) {
      values.merge(x.feature(i) * ids + x.id(i), (double) x.value(i), Double::sum);
    }
    return SparseVector.createSparseVector(
        ids * features,
        values.keySet().stream().mapToInt(Integer::intValue).toArray(),
        values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  double number(int id, int at) {
    return numbers().get(id, at);
  }

  /** In the order of {@link EmbeddingNetwork#layers}. */
  double layer(int layer, int at) {
    DenseMatrix weights = layer(layer);
    int units = weights.getDimension1Size();
    return weights.get(at % units, at / units);
  }

  private DenseMatrix numbers() {
    return (DenseMatrix) all[0];
  }

  private DenseMatrix layer(int layer) {
    return (DenseMatrix) all[1 + layer];
  }

  private int layers() {
    return all.length - 1;
  }

  @Override
  public DenseVector predict(SGDVector x) {
    DenseVector[] into = new DenseVector[layers()];
    return DenseVector.createDenseVector(new double[] {0, forward(x, into)});
  }

  /** The logit; {@code into} holds what goes into each layer, a 1 for the bias at its end. */
  private double forward(SGDVector x, DenseVector[] into) {
    double linear = 0;
    DenseVector input = withBias(features * size);
    for (VectorTuple one : x) {
      int id = one.index % ids;
      linear += wide * numbers().get(id, 0) * one.value;
      for (int k = 0; k < size; k++) {
        input.add(one.index / ids * size + k, numbers().get(id, wide + k) * one.value);
      }
    }
    for (int l = 0; l < layers(); l++) {
      into[l] = input;
      DenseVector output = layer(l).leftMultiply(input);
      if (l == layers() - 1) return linear + output.get(0);
      input = withBias(output.size());
      for (int j = 0; j < output.size(); j++) {
        input.set(j, Math.max(0, output.get(j)));
      }
    }
    throw new IllegalStateException("a network has a last layer");
  }

  private static DenseVector withBias(int size) {
    DenseVector vector = new DenseVector(size + 1);
    vector.set(size, 1);
    return vector;
  }

  @Override
  public Tensor[] gradients(Pair<Double, SGDVector> loss, SGDVector x) {
    DenseVector[] into = new DenseVector[layers()];
    forward(x, into);
    double error = loss.getB().get(1);
    Tensor[] gradients = getEmptyCopy();
    DenseVector above = DenseVector.createDenseVector(new double[] {error});
    for (int l = layers() - 1; l >= 0; l--) {
      gradients[1 + l] = above.outer(into[l]);
      DenseVector below = layer(l).rightMultiply(above);
      above = new DenseVector(into[l].size() - 1);
      for (int i = 0; i < above.size(); i++) {
        boolean passes = l == 0 || into[l].get(i) > 0;
        above.set(i, passes ? below.get(i) : 0);
      }
    }
    for (VectorTuple one : x) {
      int id = one.index % ids;
      DenseMatrix own = (DenseMatrix) gradients[0];
      if (wide == 1) own.add(id, 0, error * one.value);
      for (int k = 0; k < size; k++) {
        own.add(id, wide + k, above.get(one.index / ids * size + k) * one.value);
      }
    }
    return gradients;
  }

  @Override
  public Tensor[] getEmptyCopy() {
    Tensor[] empty = new Tensor[all.length];
    for (int i = 0; i < all.length; i++) {
      DenseMatrix one = (DenseMatrix) all[i];
      empty[i] = new DenseMatrix(one.getDimension1Size(), one.getDimension2Size());
    }
    return empty;
  }

  @Override
  public Tensor[] get() {
    return all;
  }

  @Override
  public void set(Tensor[] others) {
    System.arraycopy(others, 0, all, 0, all.length);
  }

  @Override
  public void update(Tensor[] steps) {
    for (int i = 0; i < all.length; i++) {
      all[i].intersectAndAddInPlace(steps[i]);
    }
  }

  @Override
  public Tensor[] merge(Tensor[][] batch, int size) {
    throw new IllegalStateException("one example at a time");
  }

  @Override
  public FeedForwardParameters copy() {
    throw new IllegalStateException("there is one of it");
  }

  @Override
  public ParametersProto serialize() {
    throw new IllegalStateException("it is never written");
  }
}
