package io.millrace.model.replica;

/**
 * A model version is a place in the training log.
 *
 * @param log the log's topic id
 * @param generation of the pipeline
 * @param offset of the last record applied; -1 for none
 */
public record ModelVersion(String log, int generation, long offset) {
  @Override
  public String toString() {
    return log + "/" + generation + "/" + offset;
  }
}
