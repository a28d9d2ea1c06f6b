package io.millrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports nobody listens on, taken from below the range from which the system gives outgoing
 * connections theirs.
 *
 * <p>A port from inside that range can be lost to any client while a broker restarts; worse, a
 * client that keeps connecting to it may be given the very same port and connect to itself.
 */
public final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /** A port that was free a moment ago. */
  public static int any() {
    return other(0);
  }

  /** A port that was free a moment ago and differs from {@code taken}. */
  static int other(int taken) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (port != taken && isFree(port)) return port;
    }
    throw new IllegalStateException(
        "no free loopback port among " + ATTEMPTS + " tried between " + LOWEST + " and " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException occupied) {
      return false;
    }
  }
}
