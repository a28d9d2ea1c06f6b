package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("The watch over the brokers")
class BrokerWatchTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerWatch.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long now;
  private boolean answers = true;
  private double throttle = Double.NaN;
  private final BrokerWatch watch = new BrokerWatch("fraud", this::ask, () -> throttle, () -> now);

  private void ask() throws ExecutionException {
    if (!answers) throw new ExecutionException(new IllegalStateException("timed out"));
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    logger.setLevel(null);
    watch.close();
  }

  private void lookFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += Duration.ofSeconds(1).toNanos();
      watch.look();
    }
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void saysOnceThatNoneAnswersAndOnceThatOneDoesAgain() {
    lookFor(2);
    answers = false;
    lookFor(63);
    assertThat(watch.isSilent()).isTrue();
    assertThat(watch.silentSeconds()).isEqualTo(63);
    answers = true;
    lookFor(3);
    assertThat(watch.isSilent()).isFalse();
    assertThat(said())
        .containsExactly(
            "fraud: no broker has answered for 5 s (timed out); nothing is scored or learnt until"
                + " one does, nothing is lost",
            "fraud: a broker answers again after 64 s");
  }

  @Test
  void keepsQuietAboutARestartInOrder() {
    answers = false;
    lookFor(4);
    answers = true;
    lookFor(1);
    assertThat(said()).isEmpty();
  }

  @Test
  void saysOnceThatAQuotaHoldsWritesBackAndOnceThatItNoLongerDoes() {
    throttle = 0.9;
    lookFor(3);
    throttle = 0;
    lookFor(3);
    assertThat(said())
        .containsExactly(
            "fraud: a broker's quota holds writes back by up to 900 ms; scores come late until it"
                + " is raised",
            "fraud: writes are no longer held back");
  }
}
