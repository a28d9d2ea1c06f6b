package io.millrace.model.pipeline;

/** What it takes for a changed setting of a pipeline file to hold; the more, the later here. */
public enum Change {
  /** A restart with the changed file; nothing that was learnt knows of it. */
  AT_ONCE,
  /**
   * A new {@code Configured} record in the training log: it shapes the examples that come after;
   * those before stay as they were made, and the model goes on.
   */
  DEPLOY,
  /**
   * A new {@code Configured} record, after which every replica is what the whole log teaches under
   * the new settings: the log is replayed from its beginning.
   */
  REPLAY,
  /** Stores, topics or the values in the log are laid out by it: a new {@code generation:}. */
  GENERATION,
  /** It names the pipeline: a change makes another one. */
  PIPELINE
}
