package io.millrace.stream.config;

import io.millrace.model.feature.Binning;
import java.time.Duration;
import java.util.List;

/** A {@code per: ... over: ... take: ...} block as read. */
record HistoryBlock(
    EntityDraft entity, List<Duration> over, List<TakeText> takes, Binning binning) {}
