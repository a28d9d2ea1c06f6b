package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.Manifest;
import java.util.List;

/**
 * A replica as bytes, at a version.
 *
 * @param configured the settings it was learnt by
 * @param entries what the log holds beside lessons up to the version; of many the newest
 * @param older what is kept of those that are not among them
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Made for one reader; 2 MB and more are not copied again.
record Copy(
    ModelVersion version,
    long examples,
    byte[] bytes,
    Configured configured,
    List<LogEntry> entries,
    Manifest.Older older) {}
