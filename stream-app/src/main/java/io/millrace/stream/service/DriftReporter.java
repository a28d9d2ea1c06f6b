package io.millrace.stream.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.drift.Episode;
import io.millrace.stream.topic.LogTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells of episodes of drift: to the drift topic, to the log, and to who asks for the newest. An
 * episode is told twice, when it begins and when it ends; both have its kind and subject as key.
 *
 * <pre>{@code
 * {"pipeline": "movies", "instance": "host-1", "kind": "input", "subject": "length",
 *  "started": "2026-11-22T05:00:00Z", "ended": null, "size": 2.4,
 *  "cause": "psi 0.31, ks 0.2, missing 0.0 (was 0.0)"}
 * }</pre>
 */
final class DriftReporter implements Consumer<Episode>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DriftReporter.class);
  private static final int KEPT = 50;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final LogTopics topics;
  private final String instance;
  private final Map<String, Object> client;
  private final Supplier<?> version;
  private final Deque<Episode> newest = new ArrayDeque<>();

  /** Made for the first episode: most instances see none. Guarded by this. */
  private KafkaProducer<String, byte[]> producer;

  /**
   * @param version of the model that serves, as the log says it
   */
  DriftReporter(
      LogTopics topics, String instance, Map<String, Object> client, Supplier<?> version) {
    this.version = version;
    this.topics = topics;
    this.instance = instance;
    this.client = client;
  }

  @Override
  public synchronized void accept(Episode episode) {
    log(episode);
    newest.removeIf(
        earlier ->
            earlier.started() == episode.started()
                && earlier.kind().equals(episode.kind())
                && earlier.subject().equals(episode.subject()));
    newest.addFirst(episode);
    if (newest.size() > KEPT) newest.removeLast();
    send(episode);
  }

  private void log(Episode episode) {
    String pipeline = topics.pipeline().name();
    LOG.atLevel(episode.isOpen() ? Level.WARN : Level.INFO)
        .addKeyValue("pipeline", pipeline)
        .addKeyValue("version", version.get())
        .addKeyValue("cause", episode.cause())
        .log(
            "{}: drift of {} {}: {}",
            pipeline,
            named(episode),
            episode.isOpen() ? "begins" : "ends",
            episode.cause());
  }

  private static String named(Episode episode) {
    return episode.kind().equals(episode.subject())
        ? episode.kind()
        : episode.kind() + " " + episode.subject();
  }

  private void send(Episode episode) {
    if (producer == null) producer = producer();
    String key = episode.kind() + " " + episode.subject();
    byte[] value = json(episode).toString().getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(topics.drift().name(), 0, key, value),
            (metadata, failure) -> {
              if (failure != null) LOG.warn("{}: not sent", topics.drift().name(), failure);
            });
  }

  private KafkaProducer<String, byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, topics.drift().name() + "-" + instance);
    // Brokers that are away must not hold up those who look: the log and the page have it all.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    return new KafkaProducer<>(
        settings, topics.drift().keys().serializer(), topics.drift().values().serializer());
  }

  ObjectNode json(Episode episode) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("pipeline", topics.pipeline().name());
    node.put("instance", instance);
    node.put("kind", episode.kind());
    node.put("subject", episode.subject());
    node.put("started", Instant.ofEpochMilli(episode.started()).toString());
    node.put("ended", episode.isOpen() ? null : Instant.ofEpochMilli(episode.ended()).toString());
    node.put("size", episode.size());
    node.put("cause", episode.cause());
    return node;
  }

  /** The newest first, each as it was last told. */
  synchronized List<Episode> newest() {
    return new ArrayList<>(newest);
  }

  @Override
  public synchronized void close() {
    if (producer != null) producer.close(CLOSING);
  }
}
