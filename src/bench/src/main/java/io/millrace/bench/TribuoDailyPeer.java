package io.millrace.bench;

import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.FeatureVector;
import java.util.Arrays;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * What a batch library does in production: logistic regression trained anew each day on the labels
 * of the last {@value #DAYS} days that are known, over the ids of our encoder.
 */
final class TribuoDailyPeer implements Peer {
  static final int DAYS = 14;

  private final Tape tape;
  private final Encoder encoder;
  private final FeatureVector x = new FeatureVector(64);
  private final String[] names;
  private final LabelFactory labels = new LabelFactory();
  private Model<Label> model;

  TribuoDailyPeer(Tape tape, FeatureSet features, int hashBits) {
    this.tape = tape;
    encoder = new Encoder(features, hashBits);
    names = new String[1 << hashBits];
  }

  @Override
  public double score(int event) {
    return model == null
        ? 0.5
        : model.predict(example(event)).getOutputScores().get("positive").getScore();
  }

  @Override
  public void learn(int event) {
    // It learns once a day.
  }

  @Override
  public void day(int learnt) {
    int from = learnt;
    boolean positive = false;
    boolean negative = false;
    while (from > 0 && tape.time(learnt - 1) - tape.time(from - 1) < DAYS * Tape.DAY) {
      from--;
      positive |= tape.positive(from);
      negative |= !tape.positive(from);
    }
    if (!positive || !negative) {
      return;
    }
    MutableDataset<Label> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("tape", labels), labels);
    for (int i = from; i < learnt; i++) {
      dataset.add(example(i));
    }
    model =
        new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1, 1e-6, 0.1), 1, -1, 1, 1L)
            .train(dataset);
  }

  private ArrayExample<Label> example(int event) {
    encoder.encode(tape.values.get(event), x);
    int[] ids = new int[x.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = x.id(i);
    }
    int[] distinct = Arrays.stream(ids).sorted().distinct().toArray();
    String[] features = new String[distinct.length];
    double[] values = new double[distinct.length];
    for (int i = 0; i < distinct.length; i++) {
      String name = names[distinct[i]];
      features[i] = name == null ? names[distinct[i]] = Integer.toString(distinct[i]) : name;
      values[i] = 1;
    }
    String label = tape.positive(event) ? "positive" : "negative";
    return new ArrayExample<>(new Label(label), features, values);
  }
}
