package io.millrace.stream.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Streams thread that dies is replaced: the first one at once, those that follow soon after it
 * later and later, so that what needs time (a full disk, a broker that comes back) gets it. It dies
 * at once all the same, and leaves its group: other threads and instances have its tasks meanwhile.
 * An application of whose threads more than {@link #MOST} each have died within {@link #WITHIN}
 * stops, and the instance is no longer live: its supervisor starts it anew.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final int MOST = 20;
  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Does something later, in another thread. */
  interface Later {
    void run(Runnable work, Duration pause);
  }

  private final String application;
  private final LongSupplier nanoTime;
  private final Later later;
  private final Runnable stop;
  private final int most;
  private final Runnable count;
  private final Runnable add;
  private final Deque<Long> deaths = new ArrayDeque<>();

  /**
   * @param threads of the application
   * @param count told of each death
   * @param add starts one more thread
   */
  static ThreadReplacement of(String application, int threads, Runnable count, Runnable add) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "thread-replacement-" + application);
              thread.setDaemon(true);
              return thread;
            });
    Later later = (work, pause) -> timer.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
    return new ThreadReplacement(
        application, threads, count, add, System::nanoTime, later, timer::shutdownNow);
  }

  ThreadReplacement(
      String application,
      int threads,
      Runnable count,
      Runnable add,
      LongSupplier nanoTime,
      Later later,
      Runnable stop) {
    most = MOST * threads;
    this.application = application;
    this.count = count;
    this.add = add;
    this.nanoTime = nanoTime;
    this.later = later;
    this.stop = stop;
  }

  /**
   * Stops the application by its answer, or throws what the thread died of, as Streams does itself
   * after it has replaced a thread: then this one goes, leaves its group and nothing else happens.
   * To wait here would keep its tasks from everybody; and a thread that is replaced by an answer
   * stays in its group until its session times out.
   */
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
    Duration pause = pauseAfter(recent);
    LOG.error("{}: a thread died and is replaced in {} s", application, pause.toSeconds(), death);
    replaceAfter(pause);
    if (death instanceof Error error) throw error;
    if (death instanceof RuntimeException exception) throw exception;
    throw new IllegalStateException(death);
  }

  private void replaceAfter(Duration pause) {
    try {
      later.run(this::replace, pause);
    } catch (RejectedExecutionException closed) {
      LOG.info("{}: is closing, the thread is not replaced", application);
    }
  }

  /** A thread that cannot even be made is tried again. */
  private void replace() {
    try {
      add.run();
    } catch (RuntimeException e) {
      LOG.error(
          "{}: a thread cannot be started, next try in {} s",
          application,
          LONGEST_PAUSE.toSeconds(),
          e);
      replaceAfter(LONGEST_PAUSE);
    }
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

  /** Whoever has died by now is not replaced any more. */
  @Override
  public void close() {
    stop.run();
  }
}
