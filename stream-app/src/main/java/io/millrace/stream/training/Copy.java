package io.millrace.stream.training;

import io.millrace.model.replica.ModelVersion;

/** The bytes of a replica as it was at a version. */
@SuppressWarnings(
    "ArrayRecordComponent") // Made for one reader; 2 MB and more are not copied again.
record Copy(ModelVersion version, long examples, byte[] bytes) {}
