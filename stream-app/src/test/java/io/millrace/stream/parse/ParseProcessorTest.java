package io.millrace.stream.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.stream.observe.JsonLines;
import io.millrace.stream.observe.PipelineMeters;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("Parsing")
class ParseProcessorTest {
  @Test
  void tellsADefectByThePlaceOfTheRecordAndNeverByWhatIsInIt() {
    MockProcessorContext<byte[], Parsed<String>> context = context();
    ParseProcessor<String> processor =
        processor(
            (key, value, headers, source) -> {
              throw new IllegalStateException("cannot read " + new String(value, UTF_8));
            });
    processor.init(context);
    Logger log = (Logger) LoggerFactory.getLogger(ParseProcessor.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.INFO);
    try {
      processor.process(new Record<>("key 4711".getBytes(UTF_8), "owner 4711".getBytes(UTF_8), 0));
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
    assertThat(context.forwarded()).hasSize(1);
    assertThat(lines.list).hasSize(1);
    assertThat(new JsonLines().doLayout(lines.list.get(0)))
        .contains("orders", "IllegalStateException", "\"pipeline\":\"movies\"")
        .doesNotContain("4711");
  }

  /** Streams tells a thread of a failed send, or of a lost partition, at its next forward. */
  @Test
  void blamesNoRecordForWhatFailsBehindIt() {
    AtomicInteger forwarded = new AtomicInteger();
    MockProcessorContext<byte[], Parsed<String>> context =
        new MockProcessorContext<>() {
          @Override
          @SuppressWarnings("rawtypes") // a type variable cannot be bounded by an array
          public void forward(Record record) {
            forwarded.incrementAndGet();
            throw new TaskMigratedException("a partition was lost");
          }
        };
    context.setRecordMetadata("orders", 3, 17);
    ParseProcessor<String> processor =
        processor((key, value, headers, source) -> new String(value, UTF_8));
    processor.init(context);

    assertThatThrownBy(() -> processor.process(new Record<>(null, "good".getBytes(UTF_8), 0)))
        .isInstanceOf(TaskMigratedException.class);
    assertThat(forwarded).as("the record is no dead letter").hasValue(1);
  }

  private static MockProcessorContext<byte[], Parsed<String>> context() {
    MockProcessorContext<byte[], Parsed<String>> context = new MockProcessorContext<>();
    context.setRecordMetadata("orders", 3, 17);
    return context;
  }

  private static ParseProcessor<String> processor(ParseProcessor.RecordReader<String> reader) {
    return new ParseProcessor<>(
        "movies",
        "events",
        reader,
        new PipelineMeters(new SimpleMeterRegistry(), "movies"),
        () -> {},
        () -> source -> true);
  }
}
