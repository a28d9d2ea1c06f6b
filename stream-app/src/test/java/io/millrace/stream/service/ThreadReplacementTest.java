package io.millrace.stream.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A thread that dies")
class ThreadReplacementTest {
  private static final RuntimeException DEATH = new IllegalStateException("x");

  private long now;
  private boolean closed;
  private int failures;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger added = new AtomicInteger();
  private final List<Long> pauses = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final ThreadReplacement replacement =
      new ThreadReplacement(
          "app",
          1,
          count::incrementAndGet,
          this::add,
          () -> now,
          (work, pause) -> {
            if (closed) throw new RejectedExecutionException();
            pauses.add(pause.toSeconds());
            waiting.add(work);
          },
          () -> closed = true);

  private void add() {
    if (failures-- > 0) throw new IllegalArgumentException("no room");
    added.incrementAndGet();
  }

  private void die() {
    assertThatThrownBy(() -> replacement.handle(DEATH)).isSameAs(DEATH);
  }

  @Test
  void isReplacedAndCounted() {
    for (int i = 0; i < 100; i++) {
      now += Duration.ofMinutes(16).toNanos();
      die();
    }
    assertThat(pauses).containsOnly(0L);
    assertThat(count).hasValue(100);
    waiting.forEach(Runnable::run);
    assertThat(added).hasValue(100);
  }

  @Test
  void isGoneBeforeItsReplacementComes() {
    die();
    assertThat(added).hasValue(0);
    waiting.get(0).run();
    assertThat(added).hasValue(1);
  }

  @Test
  void isReplacedLaterEachTimeSoThatAFullDiskCanBeCleared() {
    for (int i = 0; i < 9; i++) die();
    assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void whoseReplacementCannotBeMadeIsReplacedByANextTry() {
    failures = 2;
    die();
    for (int i = 0; i < 3; i++) waiting.get(i).run();
    assertThat(added).hasValue(1);
    assertThat(waiting).hasSize(3);
    assertThat(count).hasValue(1);
  }

  @Test
  void ofAnErrorIsReplacedLikewise() {
    Error error = new StackOverflowError();
    assertThatThrownBy(() -> replacement.handle(error)).isSameAs(error);
    assertThat(waiting).hasSize(1);
  }

  @Test
  void whileTheApplicationClosesIsNotReplaced() {
    replacement.close();
    die();
    assertThat(waiting).isEmpty();
  }

  @Test
  void againAndAgainStopsTheApplication() {
    for (int i = 0; i < 20; i++) die();
    assertThat(replacement.handle(DEATH)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(waiting).hasSize(20);
  }
}
