package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

@DisplayName("The harness of the end-to-end tests")
class HarnessTest {
  private static final Optional<String> ABSENCE = Optional.of("no engine answers");

  @Test
  void aTestThatLacksWhatItNeedsIsSkippedWithTheReason() {
    assertThatThrownBy(() -> new Required("REQUIRE_IT", Map.of()).orSkip(ABSENCE))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no engine answers");
  }

  @Test
  void itFailsWhereAbsenceIsForbidden() {
    assertThatThrownBy(() -> new Required("REQUIRE_IT", Map.of("REQUIRE_IT", "1")).orSkip(ABSENCE))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("no engine answers (REQUIRE_IT=1 makes this a failure)");
  }

  @Test
  void nothingHappensWhenNothingIsAbsent() {
    assertThatCode(
            () -> new Required("REQUIRE_IT", Map.of("REQUIRE_IT", "1")).orSkip(Optional.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void aBrokerIsChosenByName() {
    assertThat(Broker.Kind.named("embedded")).isEqualTo(Broker.Kind.EMBEDDED);
    assertThat(Broker.Kind.named("testcontainers")).isEqualTo(Broker.Kind.TESTCONTAINERS);
    assertThatThrownBy(() -> Broker.Kind.named("kraft"))
        .hasMessage("MILLRACE_IT_BROKER = kraft, expected embedded or testcontainers");
  }

  @Test
  void aPropertyIsSpelledForTheContainersEnvironment() {
    assertThat(ContainerBroker.variable("log.retention.check.interval.ms"))
        .isEqualTo("KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS");
    assertThat(ContainerBroker.variable("a.b_c-d")).isEqualTo("KAFKA_A_B__C___D");
  }
}
