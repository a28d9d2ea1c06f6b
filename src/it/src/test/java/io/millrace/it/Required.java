package io.millrace.it;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/**
 * A thing outside the build that a test needs: a Docker engine, Prometheus. Where it is absent the
 * test is skipped with the reason, unless an environment variable set to 1 says that here it must
 * not be absent: then the test fails with it.
 */
record Required(String variable, Map<String, String> environment) {
  static final Required DOCKER = new Required("MILLRACE_REQUIRE_DOCKER", System.getenv());
  static final Required PROMETHEUS = new Required("MILLRACE_REQUIRE_PROMETHEUS", System.getenv());
  static final Required PACKAGE = new Required("MILLRACE_REQUIRE_PACKAGE", System.getenv());
  static final Required MOUNT = new Required("MILLRACE_REQUIRE_MOUNT", System.getenv());
  static final Required REAL_DATA = new Required("MILLRACE_REQUIRE_REAL_DATA", System.getenv());

  /** Returns only if nothing is absent. */
  void orSkip(Optional<String> absence) {
    if (absence.isEmpty()) return;
    if ("1".equals(environment.get(variable))) {
      throw new AssertionFailedError(absence.get() + " (" + variable + "=1 makes this a failure)");
    }
    Assumptions.abort(absence.get() + " (" + variable + "=1 would make this a failure)");
  }
}
