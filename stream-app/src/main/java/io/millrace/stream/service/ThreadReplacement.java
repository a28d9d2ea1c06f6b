package io.millrace.stream.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Streams thread that dies is replaced; an application whose threads die again and again stops,
 * and the instance is no longer live: its supervisor starts it anew.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final int MOST = 20;
  private static final Duration WITHIN = Duration.ofMinutes(5);

  private final String application;
  private final LongSupplier nanoTime;
  private final Deque<Long> deaths = new ArrayDeque<>();

  ThreadReplacement(String application, LongSupplier nanoTime) {
    this.application = application;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable death) {
    long now = nanoTime.getAsLong();
    while (!deaths.isEmpty() && now - deaths.peekFirst() > WITHIN.toNanos()) deaths.pollFirst();
    deaths.addLast(now);
    if (deaths.size() > MOST) {
      LOG.error(
          "{}: {} threads died within {} minutes, the last of this; giving up",
          application,
          deaths.size(),
          WITHIN.toMinutes(),
          death);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.error("{}: a thread died and is replaced", application, death);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
