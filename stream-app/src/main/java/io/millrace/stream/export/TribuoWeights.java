package io.millrace.stream.export;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.millrace.model.learner.LinearLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tribuo.Model;
import org.tribuo.VariableIDInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.protos.core.ModelProto;

/**
 * The weights of a logistic model of Tribuo's, for a learner to begin with: one that we exported,
 * or that a batch trainer made of events as our encoder gives them. Its labels are positive and
 * negative, its features ids in decimal, and its instance provenance says by {@code features} and
 * {@code hash_bits} what the ids mean; anything else is refused.
 *
 * <p>Reading runs static initialisers of the classes that the file names: only for files of whom
 * one trusts.
 */
public final class TribuoWeights {
  private static final int CLASSES = 2;

  private final Path file;
  private final double bias;
  private final double[] weights;

  /**
   * Reads a file.
   *
   * @param features canonical text of the feature set that makes the ids
   * @throws IllegalArgumentException if it is another kind of model, or of other ids
   */
  public TribuoWeights(Path file, String features, int hashBits) throws IOException {
    this.file = file;
    LinearSGDModel model = read();
    require("features", features, said(model, "features"));
    require("hash_bits", Integer.toString(hashBits), said(model, "hash_bits"));
    int positive = row(model, TribuoModel.POSITIVE);
    int negative = row(model, TribuoModel.NEGATIVE);
    DenseMatrix rows = model.getWeightsCopy();
    int last = model.getFeatureIDMap().size();
    bias = rows.get(positive, last) - rows.get(negative, last);
    weights = new double[1 << hashBits];
    for (var feature : model.getFeatureIDMap()) {
      int column = ((VariableIDInfo) feature).getID();
      weights[id(feature.getName())] = rows.get(positive, column) - rows.get(negative, column);
    }
  }

  /** Makes these the weights of a learner of as many ids. */
  public void begin(LinearLearner learner) {
    learner.begin(bias, id -> weights[id]);
  }

  private LinearSGDModel read() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String found = ModelProto.parseFrom(bytes).getClassName();
    if (!found.equals(LinearSGDModel.class.getName())) {
      throw refused("a model of the class " + found, LinearSGDModel.class.getName());
    }
    Model<?> model = Model.deserializeFromFile(file);
    if (!model.generatesProbabilities()) {
      throw refused("a model without probabilities", "one of the objective LogMulticlass");
    }
    return (LinearSGDModel) model.castModel(Label.class);
  }

  private int row(LinearSGDModel model, String label) {
    int id = model.getOutputIDInfo().getID(new Label(label));
    if (id < 0 || model.getOutputIDInfo().size() != CLASSES) {
      throw refused(
          "the labels " + model.getOutputIDInfo().getDomain(), "the labels positive and negative");
    }
    return id;
  }

  private int id(String feature) {
    try {
      int id = Integer.parseInt(feature);
      if (id >= 0 && id < weights.length) return id;
    } catch (NumberFormatException e) {
      throw refused("a feature named " + feature, "ids from 0 to " + (weights.length - 1));
    }
    throw refused("a feature named " + feature, "ids from 0 to " + (weights.length - 1));
  }

  private static String said(LinearSGDModel model, String key) {
    Provenance value = model.getProvenance().getInstanceProvenance().getMap().get(key);
    return value instanceof PrimitiveProvenance<?> said ? said.getValue().toString() : null;
  }

  private void require(String key, String expected, String found) {
    if (expected.equals(found)) return;
    throw refused(
        "the instance provenance "
            + key
            + (found == null ? " missing" : " = " + found.strip())
            + ": its ids may mean something else",
        expected.strip() + ", as this pipeline encodes events");
  }

  private IllegalArgumentException refused(String found, String expected) {
    return new IllegalArgumentException(file + ": found " + found + ", expected " + expected);
  }
}
