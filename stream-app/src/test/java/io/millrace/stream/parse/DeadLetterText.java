package io.millrace.stream.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.stream.topic.Source;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter as lines {@code name: value}, for tests of what they are. */
public final class DeadLetterText {
  private DeadLetterText() {}

  /** Of a record that had a header of its own. */
  public static String of(String message, String pipeline, Source source) {
    RecordHeaders own = new RecordHeaders();
    own.add("trace", "t1".getBytes(UTF_8));
    return StreamSupport.stream(
            DeadLetter.headers(own, Rejection.NO_ID.code(), message, "events", pipeline, source)
                .spliterator(),
            false)
        .map(header -> header.key() + ": " + new String(header.value(), UTF_8) + "\n")
        .collect(Collectors.joining());
  }
}
