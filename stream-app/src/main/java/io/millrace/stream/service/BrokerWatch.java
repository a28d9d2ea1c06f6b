package io.millrace.stream.service;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the brokers treat this instance: whether one answers at all, and whether they slow its writes
 * down. Says both in the log once an episode, with its end. The clients themselves retry for ever;
 * this changes nothing, it tells.
 */
final class BrokerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** A broker that restarts in order is away for less. */
  static final Duration SILENCE = Duration.ofSeconds(5);

  /** Of a request; quotas below it cost nobody a night. */
  static final double SLOWED_SECONDS = 0.1;

  /** Whether a broker answers: throws if none does. */
  interface Question {
    void ask() throws ExecutionException, InterruptedException;
  }

  private final String pipeline;
  private final Question question;
  private final DoubleSupplier throttleSeconds;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService timer;
  private volatile long answered;
  private boolean silent;
  private boolean slowed;

  /**
   * @param throttleSeconds the longest that a write of late was held back by a broker's quota; NaN
   *     if there was none
   */
  BrokerWatch(String pipeline, Admin admin, DoubleSupplier throttleSeconds) {
    this(pipeline, () -> ask(admin), throttleSeconds, System::nanoTime);
  }

  BrokerWatch(
      String pipeline, Question question, DoubleSupplier throttleSeconds, LongSupplier nanoTime) {
    this.pipeline = pipeline;
    this.question = question;
    this.throttleSeconds = throttleSeconds;
    this.nanoTime = nanoTime;
    answered = nanoTime.getAsLong();
    timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "broker-watch-" + pipeline);
              thread.setDaemon(true);
              return thread;
            });
  }

  private static void ask(Admin admin) throws ExecutionException, InterruptedException {
    var options = new DescribeClusterOptions().timeoutMs((int) EVERY.toMillis());
    admin.describeCluster(options).clusterId().get();
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One look: a second at most. */
  void look() {
    try {
      question.ask();
      if (silent) LOG.info("{}: a broker answers again after {} s", pipeline, silentSeconds());
      silent = false;
      answered = nanoTime.getAsLong();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      if (!silent && isSilent()) {
        silent = true;
        LOG.warn(
            "{}: no broker has answered for {} s ({}); nothing is scored or learnt until one does,"
                + " nothing is lost",
            pipeline,
            silentSeconds(),
            String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
      }
    }
    try {
      lookAtThrottle();
    } catch (RuntimeException e) {
      // A timer forgets a task that throws, and silence would be told for ever.
      LOG.warn("{}: cannot see whether writes are held back", pipeline, e);
    }
  }

  private void lookAtThrottle() {
    double seconds = throttleSeconds.getAsDouble();
    boolean now = seconds >= SLOWED_SECONDS;
    if (now && !slowed) {
      LOG.warn(
          "{}: a broker's quota holds writes back by up to {} ms; scores come late until it is"
              + " raised",
          pipeline,
          Math.round(1000 * seconds));
    } else if (!now && slowed) {
      LOG.info("{}: writes are no longer held back", pipeline);
    }
    slowed = now;
  }

  /** Since a broker answered last; some seconds are no cause for worry. */
  long silentSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - answered);
  }

  /** Whether no broker has answered for {@link #SILENCE}. */
  boolean isSilent() {
    return nanoTime.getAsLong() - answered >= SILENCE.toNanos();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: a question to the broker is not answered yet", pipeline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
