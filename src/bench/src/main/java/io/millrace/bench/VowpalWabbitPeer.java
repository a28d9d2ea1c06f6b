package io.millrace.bench;

import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.FeatureVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import vowpalWabbit.learner.VWLearners;
import vowpalWabbit.learner.VWScalarLearner;

/**
 * Vowpal Wabbit by its Java binding, FTRL over the ids of our encoder, the same rate. The lines it
 * is given are written before the clock starts.
 */
final class VowpalWabbitPeer implements Peer, AutoCloseable {
  private final VWScalarLearner learner;
  private final String[] lines;
  private final String[] lessons;
  private final int hashBits;

  VowpalWabbitPeer(Tape tape, FeatureSet features, double rate, int hashBits) {
    this.hashBits = hashBits;
    learner =
        VWLearners.create(
            "--quiet --loss_function logistic --ftrl --ftrl_beta 1 --ftrl_alpha "
                + rate
                + " -b "
                + hashBits);
    lines = new String[tape.size()];
    lessons = new String[tape.size()];
    Encoder encoder = new Encoder(features, hashBits);
    FeatureVector x = new FeatureVector(64);
    for (int i = 0; i < lines.length; i++) {
      encoder.encode(tape.values.get(i), x);
      StringBuilder line = new StringBuilder("|");
      for (int k = 0; k < x.size(); k++) {
        line.append(' ').append(x.id(k));
      }
      lines[i] = line.toString();
      lessons[i] = (tape.positive(i) ? "1 " : "-1 ") + line;
    }
  }

  @Override
  public double score(int event) {
    return learner.predict(lines[event]);
  }

  @Override
  public void learn(int event) {
    learner.learn(lessons[event]);
  }

  /** Four floats an id. */
  @Override
  public long outside() {
    return 16L << hashBits;
  }

  @Override
  public void close() {
    try {
      learner.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
