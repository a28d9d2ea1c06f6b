package io.millrace.stream.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.LabelSource;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.TimeSource;
import io.millrace.stream.topic.PipelineTopics;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes events, labels and ticks into a pipeline's topics, as its users would. */
final class FeedWriter implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pipeline pipeline;
  private final PipelineTopics topics;
  private final TopicWriter writer;

  FeedWriter(Pipeline pipeline, PipelineTopics topics, Map<String, Object> clients) {
    this.pipeline = pipeline;
    this.topics = topics;
    writer = new TopicWriter(clients);
  }

  void event(FeedRow row) throws BrokerException {
    writer.send(
        new ProducerRecord<>(
            topics.events().name(), null, row.time(), bytes(row.key()), row.json()));
  }

  /**
   * @param held whether the label waits for the label clock
   */
  void label(KnownLabel label, boolean held) throws BrokerException {
    LabelSource source = pipeline.labels();
    ObjectNode json = JSON.createObjectNode();
    put(json, source.idPath(), label.id());
    put(json, source.valuePath(), label.value());
    if (source.time() != null) {
      put(json, source.time().path(), text(source.time(), label.knownAt()));
    }
    if (source.channels() != null && label.channel() != null) {
      put(json, source.channels().fieldPath(), label.channel());
    }
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            topics.labels().name(),
            null,
            label.knownAt(),
            bytes(label.id()),
            json.toString().getBytes(StandardCharsets.UTF_8));
    if (held) {
      message.headers().add(PipelineTopics.HOLD_HEADER, new byte[] {1});
    }
    writer.send(message);
  }

  /** Tells every partition of the label join that all labels known by this time have been sent. */
  void tick(long time) throws BrokerException {
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      byte[] value = topics.clock().values().serializer().serialize(topics.clock().name(), time);
      writer.send(new ProducerRecord<>(topics.clock().name(), partition, null, null, value));
    }
  }

  /** Returns when everything sent has arrived. */
  void flush() throws BrokerException {
    writer.flush();
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static void put(ObjectNode root, String path, String value) {
    ObjectNode node = root;
    String[] steps = path.split("\\.");
    for (int i = 0; i < steps.length - 1; i++) {
      node = node.withObject("/" + steps[i]);
    }
    node.put(steps[steps.length - 1], value);
  }

  private static String text(TimeSource time, long millis) {
    return switch (time.format()) {
      case EPOCH_MILLIS -> Long.toString(millis);
      case EPOCH_SECONDS -> Double.toString(millis / 1000.0);
      case ISO ->
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              Instant.ofEpochMilli(millis)
                  .atZone(time.zone() == null ? ZoneOffset.UTC : time.zone()));
    };
  }

  @Override
  public void close() {
    writer.close();
  }
}
