package io.millrace.stream.http;

import static java.util.Objects.requireNonNull;

/**
 * Whether something is as it should be.
 *
 * @param reason why not, for an operator; may be empty where all is well
 */
public record Health(boolean well, String reason) {
  public static final Health WELL = new Health(true, "");

  public Health {
    requireNonNull(reason);
  }

  public static Health unwell(String reason) {
    return new Health(false, reason);
  }
}
