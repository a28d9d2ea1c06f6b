package io.millrace.stream.export;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.BooleanProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.io.IOException;
import java.io.OutputStream;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.RealInfo;
import org.tribuo.Tribuo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.sgd.FMParameters;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * A model of Tribuo's own classes, so that Tribuo alone reads it: a row of zeros for the label
 * negative and our weights for the label positive, whose softmax is the sigmoid of our logit.
 *
 * <p>A feature is named by its id, in decimal. Of a linear learner only ids of a weight other than
 * 0 are features: Tribuo passes over others. A factorization machine has all of them, since the
 * factors of an id never seen are not 0; that costs about 130 bytes and 16 a factor each, and is
 * refused beyond {@value #MOST_IDS} ids.
 */
final class TribuoModel {
  static final String POSITIVE = "positive";
  static final String NEGATIVE = "negative";

  private static final int MOST_IDS = 1 << 20;
  private static final int ROW = 1;

  private final Export export;

  TribuoModel(Export export) {
    this.export = export;
  }

  void write(OutputStream out) throws IOException {
    model().serializeToStream(out);
  }

  Model<Label> model() {
    ImmutableFeatureMap features = features();
    ImmutableOutputInfo<Label> labels =
        new LabelFactory()
            .constructInfoForExternalModel(
                Map.of(new Label(NEGATIVE), 1 - ROW, new Label(POSITIVE), ROW));
    return export.factors() == 0
        ? new Linear()
            .model(name(), provenance(Linear.MODEL, features), features, labels, linear(features))
        : new Machine()
            .model(
                name(), provenance(Machine.MODEL, features), features, labels, machine(features));
  }

  private String name() {
    return export.origin().pipeline() + "/" + export.origin().learner();
  }

  private ImmutableFeatureMap features() {
    boolean all = export.factors() > 0;
    if (all && export.ids() > MOST_IDS) {
      throw new IllegalArgumentException(
          "hash_bits = "
              + export.config().hashBits()
              + ", expected at most 20 for a factorization_machine in Tribuo's format; ONNX takes"
              + " it (--format onnx)");
    }
    // Tribuo refuses a feature without statistics, which nobody keeps: each is said to be 1, once.
    List<VariableInfo> features = new ArrayList<>();
    for (int id = 0; id < export.ids(); id++) {
      if (all || export.weight(id) != 0) {
        features.add(new RealInfo(Integer.toString(id), 1, 1, 1, 1, 0));
      }
    }
    return new ImmutableFeatureMap(features);
  }

  private LinearParameters linear(ImmutableFeatureMap features) {
    DenseMatrix weights = new DenseMatrix(2, features.size() + 1);
    features.forEach(
        feature -> {
          int id = Integer.parseInt(feature.getName());
          weights.set(ROW, features.getID(feature.getName()), export.weight(id));
        });
    weights.set(ROW, features.size(), export.bias());
    return new LinearParameters(weights);
  }

  /** Its parameters are the biases, the linear weights, and a matrix of factors a label. */
  private FMParameters machine(ImmutableFeatureMap features) {
    int factors = export.factors();
    FMParameters parameters =
        new FMParameters(new SplittableRandom(0), features.size(), 2, factors, 0);
    Tensor[] all = parameters.get();
    ((DenseVector) all[0]).set(ROW, export.bias());
    DenseMatrix weights = (DenseMatrix) all[1];
    DenseMatrix none = (DenseMatrix) all[2 + 1 - ROW];
    DenseMatrix own = (DenseMatrix) all[2 + ROW];
    for (int id = 0; id < features.size(); id++) {
      int column = features.getID(Integer.toString(id));
      weights.set(ROW, column, export.weight(id));
      for (int f = 0; f < factors; f++) {
        none.set(f, column, 0);
        own.set(f, column, export.factor(id, f));
      }
    }
    return parameters;
  }

  private ModelProvenance provenance(String model, ImmutableFeatureMap features) {
    Origin origin = export.origin();
    OffsetDateTime at = origin.at().atOffset(ZoneOffset.UTC);
    Map<String, Provenance> instance = new LinkedHashMap<>();
    export.said().forEach((key, value) -> instance.put(key, new StringProvenance(key, value)));
    return new ModelProvenance(model, at, dataset(at, features), trainer(), instance);
  }

  private DatasetProvenance dataset(OffsetDateTime at, ImmutableFeatureMap features) {
    Origin origin = export.origin();
    String log = "training log " + origin.topic() + ", version " + origin.version();
    Map<String, Provenance> said = new LinkedHashMap<>();
    said.put("datasource", new SimpleDataSourceProvenance(log, at, new LabelFactory()));
    said.put("transformations", new ListProvenance<ObjectProvenance>());
    put(said, "is-dense", false);
    put(said, "is-sequence", false);
    put(said, "num-examples", (int) Math.min(origin.examples(), Integer.MAX_VALUE));
    put(said, "num-features", features.size());
    put(said, "num-outputs", 2);
    put(said, "tribuo-version", Tribuo.VERSION);
    put(said, "class-name", "io.millrace.TrainingLog");
    return new DatasetProvenance(said);
  }

  /** The learner, not one of Tribuo's trainers. */
  private TrainerProvenance trainer() {
    Map<String, Provenance> said = new LinkedHashMap<>();
    put(said, "class-name", export.config().getClass().getName());
    put(said, "host-short-name", "Trainer");
    put(said, "tribuo-version", Tribuo.VERSION);
    put(said, "is-sequence", false);
    put(said, "train-invocation-count", 0);
    put(said, "settings", export.origin().settings());
    return new TrainerProvenanceImpl(said);
  }

  private static void put(Map<String, Provenance> said, String key, String value) {
    said.put(key, new StringProvenance(key, value));
  }

  private static void put(Map<String, Provenance> said, String key, boolean value) {
    said.put(key, new BooleanProvenance(key, value));
  }

  private static void put(Map<String, Provenance> said, String key, int value) {
    said.put(key, new IntProvenance(key, value));
  }

  /** The way to Tribuo's models, whose constructors are its own: trainers may be extended. */
  private static final class Linear extends LinearSGDTrainer {
    static final String MODEL = "org.tribuo.classification.sgd.linear.LinearSGDModel";

    Linear() {
      super(new LogMulticlass(), SGD.getSimpleSGD(1), 1, 0);
    }

    Model<Label> model(
        String name,
        ModelProvenance provenance,
        ImmutableFeatureMap features,
        ImmutableOutputInfo<Label> labels,
        LinearParameters weights) {
      return createModel(name, provenance, features, labels, weights);
    }
  }

  /** The same for factorization machines. */
  private static final class Machine extends FMClassificationTrainer {
    static final String MODEL = "org.tribuo.classification.sgd.fm.FMClassificationModel";

    Machine() {
      super(new LogMulticlass(), SGD.getSimpleSGD(1), 1, 0, 1, 1);
    }

    Model<Label> model(
        String name,
        ModelProvenance provenance,
        ImmutableFeatureMap features,
        ImmutableOutputInfo<Label> labels,
        FMParameters weights) {
      return createModel(name, provenance, features, labels, weights);
    }
  }
}
