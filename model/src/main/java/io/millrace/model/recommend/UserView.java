package io.millrace.model.recommend;

/**
 * What the model is told of a user: fingerprints of items only, as the training log carries them.
 *
 * @param user fingerprint of the user's id
 * @param recent fingerprints of the last different items, newest first
 * @param weights of the newest event of each of them, in [0, 1]
 * @param times of the newest event of each of them, epoch milliseconds
 * @param excluded fingerprints of the items that may not be listed
 * @param had how many different items the user's history holds
 * @param time of the question, epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record UserView(
    long user, long[] recent, float[] weights, long[] times, long[] excluded, int had, long time) {}
