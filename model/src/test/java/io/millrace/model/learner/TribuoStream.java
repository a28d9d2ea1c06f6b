package io.millrace.model.learner;

import io.millrace.model.learner.LessonStream.Lesson;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Tribuo's LinearSGDTrainer as an online learner: one epoch, minibatch 1, no shuffle. Its softmax
 * has a row per label, of opposite weights; one row of ours is their difference.
 */
final class TribuoStream {
  private final LinearSGDModel model;
  private final DenseMatrix rows;

  TribuoStream(LessonStream stream, StochasticGradientOptimiser optimiser) {
    LinearSGDTrainer trainer =
        new LinearSGDTrainer(new LogMulticlass(), optimiser, 1, -1, 1, 12345L);
    trainer.setShuffle(false);
    model = trainer.train(dataset(stream));
    rows = model.getWeightsCopy();
  }

  static MutableDataset<Label> dataset(LessonStream stream) {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("lessons", labels), labels);
    for (Lesson lesson : stream.lessons()) {
      String[] names = new String[lesson.ids().length];
      double[] values = new double[names.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = name(lesson.ids()[i]);
        values[i] = lesson.values()[i];
      }
      ArrayExample<Label> example = new ArrayExample<>(label(lesson.positive()), names, values);
      example.setWeight(lesson.weight());
      dataset.add(example);
    }
    return dataset;
  }

  /** The weight as one row has it. */
  double weight(int id) {
    return difference(model.getFeatureIDMap().getID(name(id)));
  }

  double bias() {
    return difference(model.getFeatureIDMap().size());
  }

  private double difference(int column) {
    int positive = model.getOutputIDInfo().getID(label(true));
    return rows.get(positive, column) - rows.get(1 - positive, column);
  }

  private static Label label(boolean positive) {
    return new Label(positive ? "positive" : "negative");
  }

  private static String name(int id) {
    return String.format("%04d", id);
  }
}
