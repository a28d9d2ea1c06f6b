package io.millrace.model.explain;

/**
 * Why a score is what it is: one feature's share of it.
 *
 * @param feature its name in the pipeline file
 * @param value its value in this event as a person reads it
 * @param contribution what it adds to the log odds of positive; below 0 it speaks against
 */
public record Reason(String feature, String value, double contribution) {}
