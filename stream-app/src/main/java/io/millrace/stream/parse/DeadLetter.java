package io.millrace.stream.parse;

import io.millrace.stream.topic.Source;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a record in the dead letter topic; key and value are the bytes that were read. The
 * record's own headers stay and ours come after them, all UTF-8 text: {@code millrace-reason} (a
 * code), {@code -message} (for people), {@code -stage}, {@code -pipeline}, {@code -topic}, {@code
 * -partition}, {@code -offset}, {@code -timestamp} (epoch milliseconds).
 */
public final class DeadLetter {
  public static final String REASON = "millrace-reason";
  public static final String MESSAGE = "millrace-message";
  public static final String STAGE = "millrace-stage";
  public static final String PIPELINE = "millrace-pipeline";
  public static final String TOPIC = "millrace-topic";
  public static final String PARTITION = "millrace-partition";
  public static final String OFFSET = "millrace-offset";
  public static final String TIMESTAMP = "millrace-timestamp";

  private static final int LONGEST_MESSAGE = 1_000;

  private DeadLetter() {}

  static Headers headers(
      Headers own, String reason, String message, String stage, String pipeline, Source source) {
    String said = message == null ? "" : message;
    Headers all = new RecordHeaders(own.toArray());
    put(all, REASON, reason);
    put(all, MESSAGE, said.substring(0, Math.min(LONGEST_MESSAGE, said.length())));
    put(all, STAGE, stage);
    put(all, PIPELINE, pipeline);
    put(all, TOPIC, source.topic());
    put(all, PARTITION, Integer.toString(source.partition()));
    put(all, OFFSET, Long.toString(source.offset()));
    put(all, TIMESTAMP, Long.toString(source.timestamp()));
    return all;
  }

  private static void put(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
