package io.millrace.model.recommend;

/**
 * A list of recommendations, best first.
 *
 * @param items their ids
 * @param ids fingerprints of their ids
 * @param scores log odds against each other; only their differences mean anything
 * @param propensities of the items; {@link Propensities#NONE} where nothing is left to chance
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record Listed(String[] items, long[] ids, float[] scores, Propensities propensities) {}
