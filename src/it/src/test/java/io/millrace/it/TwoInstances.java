package io.millrace.it;

import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A service of one instance that is killed and restarted at once, while a second one joins and
 * leaves. Closing it kills whoever is left.
 */
final class TwoInstances implements AutoCloseable {
  private final Function<String, ServiceProcess> start;
  private ServiceProcess one;
  private ServiceProcess two;

  /**
   * Returns when the first one is ready.
   *
   * @param start an instance of a name
   */
  TwoInstances(Function<String, ServiceProcess> start) {
    this.start = start;
    one = start.apply("one").awaitReady();
  }

  /** SIGKILL; the next life begins at once. */
  void crash() {
    one.kill();
    one = start.apply("one");
  }

  boolean isAlone() {
    return two == null;
  }

  /** The second one comes where it is not there, else ends in order. */
  void joinOrLeave() {
    if (isAlone()) {
      two = start.apply("two");
    } else {
      two.stop();
      two = null;
    }
  }

  /** All that are there, once they are ready. */
  ServiceProcess[] survivors() {
    ServiceProcess[] all =
        Stream.of(one, two).filter(Objects::nonNull).toArray(ServiceProcess[]::new);
    for (ServiceProcess survivor : all) survivor.awaitReady();
    return all;
  }

  @Override
  public void close() {
    one.close();
    if (two != null) two.close();
  }
}
