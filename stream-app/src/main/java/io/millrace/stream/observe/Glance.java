package io.millrace.stream.observe;

import java.util.function.Supplier;

/**
 * A look that many gauges read from: taken once a scrape, by the first that asks, so that all of
 * them tell of one moment and a lock is waited for once. Who asks while nobody scrapes gets a look
 * of his own. Thread-safe.
 */
public final class Glance<T> implements Supplier<T> {
  private final Scrapes scrapes;
  private final Supplier<T> look;
  private long taken;
  private T seen;

  Glance(Scrapes scrapes, Supplier<T> look) {
    this.scrapes = scrapes;
    this.look = look;
  }

  @Override
  public synchronized T get() {
    long scrape = scrapes.underWay();
    if (scrape == 0 || scrape != taken) {
      seen = look.get();
      taken = scrape;
    }
    return seen;
  }
}
