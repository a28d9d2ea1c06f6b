package io.millrace.stream.http;

/** A pipeline that this instance runs, and whether it scores and learns. */
public record PipelineState(String name, int generation, Health ready) {}
