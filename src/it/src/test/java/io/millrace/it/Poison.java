package io.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.parse.DeadLetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A record that cannot be read.
 *
 * @param key may be null, as may the value
 * @param reason that its dead letter must tell
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
record Poison(byte[] key, byte[] value, String reason) {
  private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

  Poison(byte[] value, String reason) {
    this("its key".getBytes(UTF_8), value, reason);
  }

  static Poison of(String text, String reason) {
    return new Poison(text.getBytes(UTF_8), reason);
  }

  /** Of a text or null. */
  Poison keyed(String key) {
    return new Poison(key == null ? null : key.getBytes(UTF_8), value, reason);
  }

  /** What could be read, were it not so large. */
  static byte[] tenMegabytesOf(String json) {
    String filler = "x".repeat(TEN_MEGABYTES);
    return json.replaceFirst("\\{", "{\"note\": \"" + filler + "\", ").getBytes(UTF_8);
  }

  /**
   * What could be read, were there not a byte that begins a character of two, without the other.
   */
  static byte[] invalidUtf8Of(String json) {
    String noted = json.replaceFirst("\\{", "{\"note\": \"?\", ");
    byte[] bytes = noted.getBytes(UTF_8);
    bytes[noted.indexOf('?')] = (byte) 0xC3;
    return bytes;
  }

  /** One that sends even the largest of them. */
  static KafkaProducer<byte[], byte[]> producer(Broker broker) {
    return new KafkaProducer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            broker.bootstrap(),
            "max.request.size",
            16 * 1024 * 1024,
            "buffer.memory",
            64L * 1024 * 1024),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** All to one partition: what a poison stops there would show. */
  RecordMetadata send(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, key, value);
    record.headers().add("its-header", "its value".getBytes(UTF_8));
    return producer.send(record).get();
  }

  /**
   * Each has one letter with its own bytes, key and headers, and ours that say where and why.
   *
   * @param all dead letters; those of other records may be among them
   * @param sent where the poisons are, in their order
   */
  static void assertDeadLetters(
      List<ConsumerRecord<byte[], byte[]>> all,
      List<Poison> poisons,
      List<RecordMetadata> sent,
      String pipeline,
      String stage) {
    Map<Long, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : all) {
      long offset = Long.parseLong(header(letter, DeadLetter.OFFSET));
      boolean isOurs = sent.stream().anyMatch(from -> from.offset() == offset);
      if (!isOurs || !stage.equals(header(letter, DeadLetter.STAGE))) continue;
      ConsumerRecord<byte[], byte[]> other = letters.put(offset, letter);
      assertThat(other).as("a second letter of the same record").isNull();
    }
    assertThat(letters).hasSameSizeAs(poisons);
    for (int i = 0; i < poisons.size(); i++) {
      Poison poison = poisons.get(i);
      RecordMetadata from = sent.get(i);
      ConsumerRecord<byte[], byte[]> letter = letters.get(from.offset());
      assertThat(letter.value()).isEqualTo(poison.value());
      assertThat(letter.key()).isEqualTo(poison.key());
      assertThat(header(letter, "its-header")).isEqualTo("its value");
      assertThat(header(letter, DeadLetter.REASON))
          .as(header(letter, DeadLetter.MESSAGE))
          .isEqualTo(poison.reason());
      assertThat(header(letter, DeadLetter.MESSAGE)).isNotBlank();
      assertThat(header(letter, DeadLetter.PIPELINE)).isEqualTo(pipeline);
      assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(from.topic());
      assertThat(header(letter, DeadLetter.PARTITION))
          .isEqualTo(Integer.toString(from.partition()));
      assertThat(header(letter, DeadLetter.TIMESTAMP)).isEqualTo(Long.toString(from.timestamp()));
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
