package io.millrace.stream.topic;

/**
 * A setting of a topic: what it is created with, and what a topic that exists already may have.
 *
 * @param key as Kafka names it
 * @param value it is created with
 */
public record TopicSetting(String key, String value, Rule rule) {
  /** What is asked of a topic that exists. */
  public enum Rule {
    /** The same value. */
    SAME,
    /** The same number or a greater one; -1 is without limit. */
    AT_LEAST,
    /** Nothing: it is the user's topic. */
    ANY
  }

  static TopicSetting same(String key, Object value) {
    return new TopicSetting(key, String.valueOf(value), Rule.SAME);
  }

  static TopicSetting atLeast(String key, long value) {
    return new TopicSetting(key, Long.toString(value), Rule.AT_LEAST);
  }

  static TopicSetting any(String key, Object value) {
    return new TopicSetting(key, String.valueOf(value), Rule.ANY);
  }

  boolean allows(String found) {
    return switch (rule) {
      case SAME -> value.equals(found);
      case AT_LEAST -> unlimited(found) >= unlimited(value);
      case ANY -> true;
    };
  }

  String expected() {
    return rule == Rule.AT_LEAST && !value.equals("-1") ? value + " or more" : value;
  }

  private static long unlimited(String number) {
    long value = Long.parseLong(number);
    return value == -1 ? Long.MAX_VALUE : value;
  }
}
