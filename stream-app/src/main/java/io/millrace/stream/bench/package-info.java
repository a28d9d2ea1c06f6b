/** Throughput and latency of a pipeline beside a bare run of the same shape, in one session. */
package io.millrace.stream.bench;
