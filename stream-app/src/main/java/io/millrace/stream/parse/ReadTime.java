package io.millrace.stream.parse;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The timestamp of a user's record is the time it is read, and its Kafka timestamp travels in a
 * header to the parser.
 *
 * <p>Streams gives the records of a task in the order of their timestamps. By Kafka timestamps a
 * file of last year, fed today, would hold up all feedback of labels until its end; and what
 * Streams writes for a record carries its timestamp, so internal topics would mix years in one
 * segment. Event time is a field of the value and needs neither.
 */
public final class ReadTime implements TimestampExtractor {
  private static final String HEADER = "millrace-kafka-timestamp";

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long now = System.currentTimeMillis();
    long stamped = record.timestamp() < 0 ? now : record.timestamp();
    record.headers().add(HEADER, ByteBuffer.allocate(Long.BYTES).putLong(stamped).array());
    return now;
  }

  /** Takes the Kafka timestamp out of the headers, epoch milliseconds. */
  static long takeFrom(Headers headers, long missing) {
    Header header = headers.lastHeader(HEADER);
    if (header == null) return missing;
    headers.remove(HEADER);
    return ByteBuffer.wrap(header.value()).getLong();
  }
}
