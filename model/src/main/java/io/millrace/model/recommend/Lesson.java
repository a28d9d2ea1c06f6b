package io.millrace.model.recommend;

/**
 * One activity as the training log carries it: what the model was to know of the user just before
 * it, and what the user then took.
 *
 * @param view of the user before the activity
 * @param item fingerprint of what was taken
 * @param itemText its id, for the lists
 * @param weight of the activity, in [0, 1]; 0 teaches nothing
 * @param test whether the activity tests the list the model would have given: it is positive, the
 *     user was known, and the item could have been listed
 * @param shown fingerprints of the list that the user was last shown, best first; empty if none
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record Lesson(
    UserView view, long item, String itemText, float weight, boolean test, long[] shown) {}
