package io.millrace.stream.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Streams thread that dies is replaced: the first one at once, those that follow soon after it
 * later and later, so that what needs time (a full disk, a broker that comes back) gets it. An
 * application of whose threads more than {@link #MOST} each have died within {@link #WITHIN} stops,
 * and the instance is no longer live: its supervisor starts it anew.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final int MOST = 20;
  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Waits before a replacement. */
  interface Pause {
    void take(Duration length) throws InterruptedException;
  }

  private final String application;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final int most;
  private final Runnable count;
  private final Deque<Long> deaths = new ArrayDeque<>();

  /**
   * @param threads of the application
   * @param count told of each death
   */
  ThreadReplacement(String application, int threads, Runnable count) {
    this(application, threads, count, System::nanoTime, length -> Thread.sleep(length.toMillis()));
  }

  ThreadReplacement(
      String application, int threads, Runnable count, LongSupplier nanoTime, Pause pause) {
    most = MOST * threads;
    this.application = application;
    this.count = count;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable death) {
    count.run();
    int recent = remember();
    if (recent > most) {
      LOG.error(
          "{}: {} threads died within {} minutes, the last of this; giving up",
          application,
          recent,
          WITHIN.toMinutes(),
          death);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Duration length = pauseAfter(recent);
    LOG.error("{}: a thread died and is replaced in {} s", application, length.toSeconds(), death);
    try {
      pause.take(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized int remember() {
    long now = nanoTime.getAsLong();
    while (!deaths.isEmpty() && now - deaths.peekFirst() > WITHIN.toNanos()) deaths.pollFirst();
    deaths.addLast(now);
    return deaths.size();
  }

  /** 0, 1, 2, 4, ... seconds. */
  private static Duration pauseAfter(int recent) {
    if (recent == 1) return Duration.ZERO;
    Duration doubled = Duration.ofSeconds(1L << Math.min(recent - 2, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }
}
