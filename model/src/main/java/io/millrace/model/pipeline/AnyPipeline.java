package io.millrace.model.pipeline;

/** What pipelines of every kind have: what names their topics, and what their logs say of them. */
public sealed interface AnyPipeline permits Pipeline, RecommendPipeline {
  /** Starts the names of its internal topics and applications. */
  String name();

  /** 1 or more; a new one has its own applications, stores and training log. */
  int generation();

  /** Partitions of its partitioned internal topics. */
  int partitions();

  /** The file's text, by which the same pipeline can be read again; empty where there is none. */
  String file();

  /**
   * Text of everything that shapes the model, one setting a line; equal exactly if two pipelines
   * make the same model of the same log. Kept in the log's configured record.
   */
  String canonicalSettings();

  /** Fingerprint of what the values in its lessons are. */
  long lessonFingerprint();

  /** Version of the arithmetic by which its model learns. */
  int arithmetic();
}
