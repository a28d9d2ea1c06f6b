package io.millrace.stream.topic;

/**
 * What is in a snapshot; written last, in the same transaction as the chunks, so that a snapshot
 * with a manifest is complete.
 *
 * @param log topic id of the training log it was learnt from
 * @param chunks their number
 * @param bytes of all chunks together
 * @param sha256 of those bytes, in hexadecimal: the replica's digest
 * @param examples learnt
 * @param written when, epoch milliseconds
 * @param featureSet fingerprint of the feature set
 * @param settings canonical text of all that shapes the model
 */
public record Manifest(
    String log,
    int chunks,
    long bytes,
    String sha256,
    long examples,
    long written,
    long featureSet,
    String settings) {}
