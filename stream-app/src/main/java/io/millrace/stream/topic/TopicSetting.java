package io.millrace.stream.topic;

/**
 * A setting of a topic: what it is created with, and what a topic that exists already may have.
 *
 * @param key as Kafka names it
 * @param value it is created with
 * @param bound what one that exists is compared with
 */
public record TopicSetting(String key, String value, Rule rule, String bound) {
  TopicSetting(String key, String value, Rule rule) {
    this(key, value, rule, value);
  }

  /** What is asked of a topic that exists. */
  public enum Rule {
    /** The same value. */
    SAME,
    /** The same number or a greater one; -1 is without limit. */
    AT_LEAST,
    /** The same number or a smaller one. */
    AT_MOST,
    /** Nothing: it is the user's topic. */
    ANY
  }

  static TopicSetting same(String key, Object value) {
    return new TopicSetting(key, String.valueOf(value), Rule.SAME);
  }

  static TopicSetting atLeast(String key, long value) {
    return new TopicSetting(key, Long.toString(value), Rule.AT_LEAST);
  }

  /**
   * @param created what it is created with
   * @param most what a topic that exists may have at most
   */
  static TopicSetting atMost(String key, long created, long most) {
    if (created > most) throw new IllegalArgumentException(key + ": " + created + " > " + most);
    return new TopicSetting(key, Long.toString(created), Rule.AT_MOST, Long.toString(most));
  }

  static TopicSetting any(String key, Object value) {
    return new TopicSetting(key, String.valueOf(value), Rule.ANY);
  }

  boolean allows(String found) {
    return switch (rule) {
      case SAME -> bound.equals(found);
      case AT_LEAST -> unlimited(found) >= unlimited(bound);
      case AT_MOST -> Long.parseLong(found) <= Long.parseLong(bound);
      case ANY -> true;
    };
  }

  String expected() {
    if (rule == Rule.AT_MOST) return bound + " or less";
    return rule == Rule.AT_LEAST && !bound.equals("-1") ? bound + " or more" : bound;
  }

  private static long unlimited(String number) {
    long value = Long.parseLong(number);
    return value == -1 ? Long.MAX_VALUE : value;
  }
}
