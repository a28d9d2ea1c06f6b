package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.stream.http.ReplicaState.Quality;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The demo at one moment; counts are those of the process, the exact ones come from the topics at
 * the end.
 *
 * @param doing what goes on, for people
 * @param passed since the stream began
 * @param length of the stream
 * @param clock simulated time that has been sent
 * @param day of the simulation, from 1
 * @param eventsPerSecond sent in the last seconds
 * @param sent events
 * @param scored events
 * @param fromLabels examples learnt from a label
 * @param assumed examples learnt because no label came
 * @param alerts raised
 * @param odd repeats and dead letters, which the stream holds on purpose
 * @param quality of the sliding window
 * @param version offset in the training log
 * @param lag records of the training log not learnt yet; -1 if not known
 * @param threshold score from which an event is an alert
 * @param newest alerts, the newest last
 * @param address of the metrics, {@code host:port}
 * @param lists the second pipeline
 */
record DemoMoment(
    String doing,
    Duration passed,
    Duration length,
    Instant clock,
    long day,
    double eventsPerSecond,
    long sent,
    long scored,
    long fromLabels,
    long assumed,
    long alerts,
    long odd,
    Quality quality,
    long version,
    long lag,
    double threshold,
    List<JsonNode> newest,
    String address,
    ListDemo.Lists lists) {}
