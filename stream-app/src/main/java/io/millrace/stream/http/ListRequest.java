package io.millrace.stream.http;

import java.util.Optional;

/**
 * A question for a user's list.
 *
 * @param pipeline that is asked; empty where the asker names none
 * @param k at most so many items; empty for as many as the pipeline's file says
 * @param forwarded whether another instance asks, which took this one for the user's
 */
public record ListRequest(
    String user, Optional<String> pipeline, Optional<String> k, boolean forwarded) {
  /** Header by which one instance tells another that it forwards a question. */
  public static final String FORWARDED = "Millrace-Forwarded";
}
