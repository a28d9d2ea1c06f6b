package io.millrace.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The answer to who asks for a user's list.
 *
 * @param status of HTTP
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never changed.
public record ListReply(int status, byte[] json) {
  /** Nobody can say now; asking again helps. */
  public static ListReply notNow(String why) {
    return error(503, why + "; ask again in a moment");
  }

  /** An answer of that status that says why. */
  public static ListReply error(int status, String what) {
    return new ListReply(status, Answers.error(what).toString().getBytes(UTF_8));
  }
}
