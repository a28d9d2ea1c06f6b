package io.millrace.bench;

import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.DenseInstance;
import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import java.util.ArrayList;
import java.util.List;
import moa.classifiers.AbstractClassifier;

/**
 * A classifier of MOA over the same values, all numbers. Missing ones are -1, below all others: MOA
 * would not learn beyond a split on a value that is missing.
 */
final class MoaPeer implements Peer {
  private final Tape tape;
  private final AbstractClassifier classifier;
  private final InstancesHeader header;
  private final int numbers;

  MoaPeer(Tape tape, int numbers, AbstractClassifier classifier) {
    this.tape = tape;
    this.numbers = numbers;
    this.classifier = classifier;
    header = header(numbers);
    classifier.setModelContext(header);
    classifier.prepareForUse();
  }

  static InstancesHeader header(int numbers) {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < numbers; i++) {
      attributes.add(new Attribute("x" + i));
    }
    attributes.add(new Attribute("class", List.of("negative", "positive")));
    InstancesHeader header = new InstancesHeader(new Instances("stream", attributes, 0));
    header.setClassIndex(numbers);
    return header;
  }

  static Instance instance(InstancesHeader header, float[] values, int numbers, boolean positive) {
    double[] all = new double[numbers + 1];
    for (int i = 0; i < numbers; i++) {
      all[i] = Float.isNaN(values[i]) ? -1 : values[i];
    }
    all[numbers] = positive ? 1 : 0;
    Instance instance = new DenseInstance(1, all);
    instance.setDataset(header);
    return instance;
  }

  @Override
  public double score(int event) {
    double[] votes = classifier.getVotesForInstance(instance(event));
    double negative = votes.length > 0 ? votes[0] : 0;
    double positive = votes.length > 1 ? votes[1] : 0;
    return negative + positive > 0 ? positive / (negative + positive) : 0.5;
  }

  @Override
  public void learn(int event) {
    classifier.trainOnInstance(instance(event));
  }

  private Instance instance(int event) {
    return instance(header, tape.values.get(event), numbers, tape.positive(event));
  }
}
