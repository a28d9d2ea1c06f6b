package io.millrace.model.recommend;

/**
 * An item of a list, and what it is listed for.
 *
 * @param item its id
 * @param fingerprint of its id
 * @param title empty where none is known
 * @param price NaN where none is known
 * @param score log odds against the others of the list; only differences mean anything
 * @param generator kind of the generator that speaks most for it; empty if none named it
 * @param because id of the item of the user's history that speaks most for it; empty where no one
 *     item does
 * @param becauseTitle its title; empty where none is known
 */
public record Suggestion(
    String item,
    long fingerprint,
    String title,
    double price,
    float score,
    String generator,
    String because,
    String becauseTitle) {}
