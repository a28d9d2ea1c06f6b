package io.millrace.stream.training;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (what, done, total) -> {};

  /**
   * @param what is being read, e.g. a topic and partition
   * @param done offsets of it
   * @param total offsets of it
   */
  void at(String what, long done, long total);
}
