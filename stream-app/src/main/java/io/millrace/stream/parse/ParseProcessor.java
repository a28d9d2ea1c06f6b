package io.millrace.stream.parse;

import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Source;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's hands for a reader of bytes: forwards what it understood, and what it did not as it came,
 * with headers that say why. No record stops the stream.
 */
final class ParseProcessor<T> extends ContextualProcessor<byte[], byte[], byte[], Parsed<T>> {
  private static final Logger LOG = LoggerFactory.getLogger(ParseProcessor.class);
  private static final String UNFORESEEN = "unforeseen";

  /** Understands one record. */
  interface RecordReader<T> {
    /**
     * @param value may be null
     * @return null where the record says nothing, and nothing is to be forwarded
     * @throws RejectedException if it cannot be understood
     */
    T read(byte[] key, byte[] value, Headers headers, Source source) throws RejectedException;
  }

  private final String pipeline;
  private final String stage;
  private final RecordReader<T> reader;
  private final PipelineMeters meters;
  private final Runnable count;
  private final Supplier<Predicate<Source>> telling;
  private Predicate<Source> tells;

  ParseProcessor(
      String pipeline,
      String stage,
      RecordReader<T> reader,
      PipelineMeters meters,
      Runnable count,
      Supplier<Predicate<Source>> telling) {
    this.telling = telling;
    this.pipeline = pipeline;
    this.stage = stage;
    this.reader = reader;
    this.meters = meters;
    this.count = count;
    for (Rejection reason : Rejection.values()) meters.rejected(stage, reason.code());
    meters.rejected(stage, UNFORESEEN);
  }

  @Override
  public void init(ProcessorContext<byte[], Parsed<T>> context) {
    super.init(context);
    tells = telling.get();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Source source = source(record);
    T read;
    try {
      read = reader.read(record.key(), record.value(), record.headers(), source);
    } catch (RejectedException e) {
      reject(record, source, e.reason(), e.getMessage());
      return;
    } catch (RuntimeException e) {
      // A record that meets a defect of ours must not hold up all that come after it.
      // Its message may hold what the record holds: that is in the dead letter alone.
      LOG.atWarn()
          .addKeyValue("pipeline", pipeline)
          .addKeyValue("cause", e.getClass().getName())
          .log(
              "{}: record {} met an unforeseen {} at {}",
              stage,
              source,
              e.getClass().getName(),
              e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]);
      LOG.debug("{}: record {}", stage, source, e);
      reject(record, source, UNFORESEEN, e.toString());
      return;
    }
    if (read == null) return;
    count.run();
    // What fails from here on is not this record's fault: a send of before, a task that moved on.
    context().forward(new Record<>(record.key(), Parsed.read(read), record.timestamp()));
  }

  private void reject(Record<byte[], byte[]> record, Source source, String reason, String message) {
    if (!tells.test(source)) return;
    meters.rejected(stage, reason).increment();
    Headers headers =
        DeadLetter.headers(record.headers(), reason, message, stage, pipeline, source);
    Parsed<T> rejected = Parsed.rejected(record.value());
    context().forward(new Record<>(record.key(), rejected, record.timestamp(), headers));
  }

  private Source source(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context().recordMetadata().orElseThrow();
    long timestamp = ReadTime.takeFrom(record.headers(), record.timestamp());
    return new Source(metadata.topic(), metadata.partition(), metadata.offset(), timestamp);
  }
}
