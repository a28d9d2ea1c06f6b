package io.millrace.stream.observe;

import java.time.Duration;

/**
 * What is compared with what when looking for drift.
 *
 * @param window events compared at a time
 * @param every least expected events between two false alarms
 * @param span event time that what is usual covers at least
 */
public record Looking(int window, long every, Duration span) {}
