package io.millrace.stream.service;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start waits for that others have to do, and how it is told: it stays unready. */
final class InTheWay {
  private static final Logger LOG = LoggerFactory.getLogger(InTheWay.class);

  private final String pipeline;
  private final BooleanSupplier closed;
  private final Consumer<Health> telling;

  /**
   * @param closed whether nobody waits any more
   * @param telling told why it is unready
   */
  InTheWay(String pipeline, BooleanSupplier closed, Consumer<Health> telling) {
    this.pipeline = pipeline;
    this.closed = closed;
    this.telling = telling;
  }

  /**
   * Looks until nothing is in the way, or until closed.
   *
   * @param why what is, empty for nothing
   * @param between looks
   */
  void await(Supplier<Optional<String>> why, Duration between) throws InterruptedException {
    Optional<String> said = Optional.empty();
    while (!closed.getAsBoolean()) {
      Optional<String> now = why.get();
      if (now.isEmpty()) return;
      telling.accept(Health.waiting(now.get()));
      if (!now.equals(said)) {
        LOG.atWarn()
            .addKeyValue("pipeline", pipeline)
            .addKeyValue("cause", now.get())
            .log("{} stays unready: {}", pipeline, now.get());
      }
      said = now;
      Thread.sleep(between.toMillis());
    }
  }
}
