package io.millrace.model.feature;

import java.time.Duration;

/**
 * When the histories of an entity are forgotten: the same rule wherever they are kept.
 *
 * <p>What an event or a label finds depends on its own time and its entity's past, on no clock and
 * on no other entity: a history in which nothing has happened for {@link #IDLE} beyond the entity's
 * memory (longest window, or two half-lives of what is usual) is forgotten, and a new one begins.
 * Nothing in its windows counts by then; what is lost is how long ago its last event and labels
 * were, its streak, and the ids it remembered.
 *
 * <p>A keeper may drop a history once {@link #mayGo} says so. Until then events up to {@link
 * #LATENESS} behind the newest still find what the rule promises them; later ones find either that
 * or nothing.
 *
 * <p>An event that lacks the first entity has no history, but its id is remembered under a key of
 * its own for {@link #NAMELESS}, so that a repeat of it is found too.
 */
public final class Forgetting {
  public static final Duration IDLE = Duration.ofDays(180);
  public static final Duration NAMELESS = Duration.ofDays(7);
  public static final Duration LATENESS = Duration.ofDays(30);

  /** Starts the keys of events without the entity; the text of an entity never begins with it. */
  public static final char NO_ENTITY = '\0';

  private final long idle;
  private final long shortest;

  public Forgetting(EntitySpec entity) {
    idle = Math.addExact(entity.memory(), IDLE.toMillis());
    shortest = Math.min(idle, NAMELESS.toMillis());
  }

  /** The key under which the id of an event without the entity is remembered. */
  public static String keyWithoutEntity(String eventId) {
    return NO_ENTITY + eventId;
  }

  /**
   * Whether a history is forgotten at a time.
   *
   * @param key what it is kept under
   * @param time of an event, or of a label's being known, epoch milliseconds
   */
  public boolean isForgotten(String key, EntityHistory history, long time) {
    long last = history.newest();
    // Few are idle for long: the key need not be looked at.
    return last != EntityHistory.NEVER && last < time - shortest && last < time - kept(key);
  }

  /**
   * Whether a history may be dropped.
   *
   * @param newest of the times of all events seen, of any entity; epoch milliseconds
   */
  public boolean mayGo(String key, EntityHistory history, long newest) {
    long last = history.newest();
    return last == EntityHistory.NEVER || last < newest - kept(key) - LATENESS.toMillis();
  }

  private long kept(String key) {
    return key.charAt(0) == NO_ENTITY ? NAMELESS.toMillis() : idle;
  }
}
