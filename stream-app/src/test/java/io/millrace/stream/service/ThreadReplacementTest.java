package io.millrace.stream.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A thread that dies")
class ThreadReplacementTest {
  private long now;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Long> pauses = new ArrayList<>();
  private final ThreadReplacement replacement =
      new ThreadReplacement(
          "app", 1, count::incrementAndGet, () -> now, length -> pauses.add(length.toSeconds()));

  @Test
  void isReplacedAndCounted() {
    for (int i = 0; i < 100; i++) {
      now += Duration.ofMinutes(16).toNanos();
      assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(REPLACE_THREAD);
    }
    assertThat(pauses).containsOnly(0L);
    assertThat(count).hasValue(100);
  }

  @Test
  void waitsLongerEachTimeSoThatAFullDiskCanBeCleared() {
    for (int i = 0; i < 9; i++) replacement.handle(new IllegalStateException("x"));
    assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void againAndAgainStopsTheApplication() {
    for (int i = 0; i < 20; i++) {
      assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(REPLACE_THREAD);
    }
    assertThat(replacement.handle(new IllegalStateException("x"))).isEqualTo(SHUTDOWN_CLIENT);
  }
}
