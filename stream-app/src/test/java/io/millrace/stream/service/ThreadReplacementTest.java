package io.millrace.stream.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A thread that dies")
class ThreadReplacementTest {
  private long now;
  private final ThreadReplacement replacement = new ThreadReplacement("app", () -> now);

  @Test
  void isReplaced() {
    for (int i = 0; i < 100; i++) {
      now += Duration.ofMinutes(1).toNanos();
      assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(REPLACE_THREAD);
    }
  }

  @Test
  void againAndAgainStopsTheApplication() {
    for (int i = 0; i < 20; i++) {
      assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(REPLACE_THREAD);
    }
    assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(SHUTDOWN_CLIENT);
  }
}
