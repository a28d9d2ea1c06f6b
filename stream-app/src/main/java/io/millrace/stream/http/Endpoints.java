package io.millrace.stream.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the server asks when it is asked. Each is called on the server's threads, several at a time;
 * one that throws makes an answer of status 500.
 *
 * @param metrics in Prometheus' text format, version 0.0.4
 * @param live whether the process is worth keeping; unwell asks for a restart
 * @param ready whether every pipeline scores and learns
 * @param replica by pipeline name; empty for a pipeline that does not run here
 * @param lists what is recommended to a user; may come later, and then no thread waits for it
 */
public record Endpoints(
    Supplier<String> metrics,
    Supplier<Health> live,
    Supplier<Health> ready,
    Supplier<List<PipelineState>> pipelines,
    Function<String, Optional<ReplicaState>> replica,
    Function<ListRequest, CompletableFuture<ListReply>> lists) {}
