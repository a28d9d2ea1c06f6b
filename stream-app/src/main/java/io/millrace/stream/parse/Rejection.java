package io.millrace.stream.parse;

import java.util.Locale;

/** Why a record cannot be understood. */
enum Rejection {
  /** No bytes. */
  EMPTY,
  /** More bytes than {@link JsonFields#MAX_BYTES}. */
  TOO_LARGE,
  NOT_UTF8,
  /** Not JSON, or something after it. */
  NOT_JSON,
  NOT_AN_OBJECT,
  /** Nested too deeply, a number, a text or a name too long. */
  BEYOND_LIMITS,
  /** A field that the pipeline reads is there twice: nobody knows which one was meant. */
  DUPLICATE_FIELD,
  /** A field is not what the pipeline reads it as. */
  WRONG_TYPE,
  /** A number or a time outside what can be computed with. */
  OUT_OF_RANGE,
  NO_ID,
  /** An activity without a user. */
  NO_USER,
  /** An activity without an item. */
  NO_ITEM,
  NO_TIME,
  /** The time is not written as the pipeline file says. */
  BAD_TIME,
  /** The time is too far past the record's Kafka timestamp. */
  TOO_FAR_AHEAD,
  /** A label without a finding. */
  NO_VALUE,
  /** A finding that the pipeline file does not know. */
  UNKNOWN_VALUE,
  /** A type of activity that the pipeline file does not know. */
  UNKNOWN_TYPE,
  /** The record's key is not the text that {@code events.keyed_by} names. */
  WRONG_KEY,
  /** The record is not where Kafka's own partitioner puts its key. */
  WRONG_PARTITION;

  private static final int SHOWN = 60;

  /** The code in headers and metrics. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  RejectedException because(String message) {
    return new RejectedException(code(), message);
  }

  /** "amount is abc, expected a number". */
  RejectedException because(String path, String found, String expected) {
    String shown = found.length() <= SHOWN ? found : found.substring(0, SHOWN) + "...";
    return because(path + " is " + shown + ", expected " + expected);
  }
}
