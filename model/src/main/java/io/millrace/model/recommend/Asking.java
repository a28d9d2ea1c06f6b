package io.millrace.model.recommend;

/**
 * What of a user's history goes to the model, and what may be listed.
 *
 * @param recent how many of the user's last different items are told, 1 to 1000
 * @param showsRepeats whether items that the user had may be listed again
 * @param exceptSameTime whether, if so, items of the same time as the question may not: those of
 *     the basket being filled
 */
public record Asking(int recent, boolean showsRepeats, boolean exceptSameTime) {}
