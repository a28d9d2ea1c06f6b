package io.millrace.model.learner;

/** A learner with a learning rate, which can be raised for a while. */
public interface RatedLearner extends OnlineLearner {
  /**
   * From the next example on each step is this many times as long; 1 is the rate of the settings.
   * What the learner remembers of its gradients, by which later steps are shorter, grows as it
   * would have without: so when 1 is set again the rate is what it would have been. Not part of
   * what {@link #write} writes.
   *
   * @param factor above 0, finite
   */
  void raise(float factor);
}
