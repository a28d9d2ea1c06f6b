package io.millrace.bench;

import io.millrace.model.feature.Encoder;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.learner.FeatureVector;
import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.OnlineLearner;

/** A learner of ours; encoding an event is part of its cost, as in a replica. */
final class OurPeer implements Peer {
  private final Tape tape;
  private final Encoder encoder;
  private final FeatureVector x = new FeatureVector(64);
  private final OnlineLearner learner;

  OurPeer(Tape tape, FeatureSet features, LearnerConfig config) {
    this.tape = tape;
    encoder = config.hashBits() == 0 ? null : new Encoder(features, config.hashBits());
    learner = config.create(features.inputs());
  }

  @Override
  public double score(int event) {
    encode(event);
    return learner.logit(x);
  }

  @Override
  public void learn(int event) {
    encode(event);
    learner.learn(x, tape.positive(event), 1);
  }

  private void encode(int event) {
    if (encoder == null) {
      x.plain(tape.values.get(event));
    } else {
      encoder.encode(tape.values.get(event), x);
    }
  }
}
