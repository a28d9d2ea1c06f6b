package io.millrace.stream.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes round the entries of a task's store, a few at a time, drops those that may go, and counts
 * those that stay.
 *
 * <p>The store is bounded whatever comes. Each new key pays for {@value #LOOKS_A_KEY} looks at
 * others, so a round over n entries ends before n / {@value #LOOKS_A_KEY} keys are new: where r
 * keys a second come and may go after a time T, no more than 2 r T are held, up to 2,500 new keys a
 * second and task. A round that drops much goes on faster: where all may go at once, {@value #MOST}
 * of them go each {@link #EVERY}.
 *
 * <p>Cost: some 5 us a look, {@value #LOOKS_A_SECOND} looks a second where nothing happens. They
 * are made {@value #FEWEST} or more at a time, for the keys that are cached are copied each time
 * that a store opens an iterator. Not thread-safe.
 */
public final class Sweep {
  /** How often {@link #goOn} is to be called. */
  public static final Duration EVERY = Duration.ofMillis(100);

  static final int FEWEST = 200;
  static final int MOST = 500;
  private static final int LOOKS_A_SECOND = 200;
  private static final long SECOND = 1_000;
  private static final long NEVER = Long.MIN_VALUE;
  private static final int LOOKS_A_KEY = 2;
  private static final int LOOKS_A_DROP = 4;

  private final KeyValueStore<String, byte[]> store;
  private final BiPredicate<String, byte[]> mayGo;
  private long size;
  private long passed;
  private String passedTo;
  private double owed = FEWEST;
  private long lastCall = NEVER;
  private int dropped;

  /**
   * @param mayGo whether an entry is to be dropped
   */
  public Sweep(KeyValueStore<String, byte[]> store, BiPredicate<String, byte[]> mayGo) {
    this.store = store;
    this.mayGo = mayGo;
    size = store.approximateNumEntries();
  }

  /** A key that was not there was put into the store. */
  public void added(String key) {
    size++;
    owed += LOOKS_A_KEY;
    if (passedTo != null && isPassed(key)) passed++;
  }

  private boolean isPassed(String key) {
    return Arrays.compareUnsigned(key.getBytes(UTF_8), passedTo.getBytes(UTF_8)) <= 0;
  }

  /**
   * Looks at the next entries if it is time for some.
   *
   * @param now wall clock, milliseconds
   * @return how many were dropped
   */
  public int goOn(long now) {
    long passedTime = lastCall == NEVER ? 0 : Math.min(SECOND, Math.max(0, now - lastCall));
    lastCall = now;
    owed = Math.max(owed, LOOKS_A_DROP * dropped) + passedTime * LOOKS_A_SECOND / (double) SECOND;
    dropped = 0;
    if (owed >= FEWEST) look((int) Math.min(MOST, owed));
    size -= dropped;
    return dropped;
  }

  private void look(int looks) {
    owed -= looks;
    try (KeyValueIterator<String, byte[]> next = store.range(passedTo, null)) {
      for (int left = looks; left > 0 && next.hasNext(); ) {
        var entry = next.next();
        if (entry.key.equals(passedTo)) continue;
        look(entry.key, entry.value);
        left--;
      }
      if (!next.hasNext()) endRound();
    }
  }

  private void look(String key, byte[] value) {
    passedTo = key;
    if (mayGo.test(key, value)) {
      store.delete(key);
      dropped++;
    } else {
      passed++;
    }
  }

  private void endRound() {
    size = passed + dropped;
    passed = 0;
    passedTo = null;
  }

  /**
   * How many entries the store has: exact once a round has ended since it was opened, if every key
   * was {@linkplain #added told}; before, the store's estimate, which may count a key for each time
   * it was written.
   */
  public long size() {
    return size;
  }
}
