package io.millrace.model.metric;

/**
 * One line of a reliability table: the examples whose probability lay in [from, to), the last bin
 * includes 1.
 *
 * @param count examples, 0 and up; of a sample, those that they stand for
 * @param meanProbability what the model said on average, NaN when empty
 * @param positiveRate how often it happened, NaN when empty
 */
public record ReliabilityBin(
    double from, double to, long count, double meanProbability, double positiveRate) {}
