package io.millrace.it;

import io.millrace.stream.cli.Main;
import java.io.IOException;

/**
 * The program, which also ends at once when its standard input does: the test that holds the other
 * end of that pipe is gone, however it died.
 */
final class LeashedService {
  private static final int PARENT_GONE = 3;

  private LeashedService() {}

  public static void main(String[] arguments) {
    Thread leash = new Thread(LeashedService::awaitEnd, "leash");
    leash.setDaemon(true);
    leash.start();
    Main.main(arguments);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // What the parent writes has no meaning; that it still can is the message.
      }
    } catch (IOException gone) {
      // A pipe that breaks says the same as one that ends.
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
