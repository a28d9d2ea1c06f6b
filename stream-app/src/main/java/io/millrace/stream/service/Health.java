package io.millrace.stream.service;

/**
 * How a pipeline does on this instance.
 *
 * @param live false once only a restart of the process can help
 * @param ready whether it scores and learns now
 * @param reason why it is not ready, or what it does
 */
public record Health(boolean live, boolean ready, String reason) {
  static Health waiting(String reason) {
    return new Health(true, false, reason);
  }

  static Health working(String reason) {
    return new Health(true, true, reason);
  }

  static Health dead(String reason) {
    return new Health(false, false, reason);
  }
}
